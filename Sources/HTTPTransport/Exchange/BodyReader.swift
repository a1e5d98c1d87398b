/// What stream and iterators share; its release gives the exchange up.
final class BodyReader: Sendable {
    private let loop: CurlEventLoop
    private let channel: BodyChannel

    init(_ loop: CurlEventLoop, _ channel: BodyChannel) {
        self.loop = loop
        self.channel = channel
    }

    deinit {
        let channel = channel
        loop.core.post { channel.cancel($0) }
    }

    func next(isolation actor: isolated (any Actor)?) async throws(HTTPError) -> [UInt8]? {
        let (core, channel) = (loop.core, channel)
        if core.isOnLoop, !Task.isCancelled, let piece = channel.takeBuffered(core) { return piece }
        let result = await withTaskCancellationHandler {
            await withUnsafeContinuation { continuation in
                core.perform { channel.take(continuation, $0) }
            }
        } onCancel: {
            core.post { channel.cancel($0) }
        }
        return try result.get()
    }
}
