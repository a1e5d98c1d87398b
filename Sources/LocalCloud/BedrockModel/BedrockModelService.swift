import AWSCore
import Synchronization
import WireFormats

/// Converse and ConverseStream of `bedrock-runtime` (`POST /model/ID/converse`, `…/converse-stream`): ``LocalModel`` under
/// whatever id, with the ``ModelLimits`` that the id names.
final class BedrockModelService: Sendable {
    /// Bedrock: 25 MB.
    static let maximumBodySize = 25 << 20
    private static let slowPause = Duration.milliseconds(500)

    private let signatures: SignatureCheck
    /// Between two parts of an answer.
    private let pause: Duration
    /// How often a conversation has failed that is to fail a number of times.
    private let failures = Mutex<[ModelConversation: Int]>([:])

    init(signatures: SignatureCheck, pause: Duration) {
        self.signatures = signatures
        self.pause = pause
    }

    func answer(_ request: ServerRequest) async -> ServerAnswer {
        do throws(ServiceRefusal) {
            guard let body = request.body else { throw .invalid("The request is too large.") }
            do {
                try signatures.verify(request)
            } catch {
                throw ServiceRefusal(status: 403, type: error.exceptionName, message: error.message)
            }
            return .streamed(try converse(request, body))
        } catch {
            return .whole(error.response)
        }
    }

    private func converse(_ request: ServerRequest, _ body: [UInt8]) throws(ServiceRefusal) -> StreamedResponse {
        let segments = request.segments
        guard request.method == "POST", segments.count == 3, segments[0] == "model",
            ["converse", "converse-stream"].contains(segments[2])
        else {
            throw ServiceRefusal(
                status: 404, type: "UnknownOperationException",
                message: "Only Converse and ConverseStream are served here.")
        }
        let conversation = try ModelConversation(modelID: segments[1], body: body)
        let streams = segments[2] == "converse-stream"
        try conversation.limits.check(conversation, streams: streams)
        var prompt = conversation.prompt
        let markers = ModelMarkers(takenFrom: &prompt)
        let failure = failure(of: conversation, markers)
        if case .exception(let refusal, let isMidway) = failure, !(isMidway && streams) { throw refusal }
        let playback = ModelPlayback(
            LocalModel.reply(to: conversation, prompt: prompt), failure: failure,
            pause: markers.isSlow ? Self.slowPause : pause)
        return StreamedResponse(
            headers: [
                "Content-Type": streams ? "application/vnd.amazon.eventstream" : "application/json",
                "x-amzn-RequestId": Identifier.uuid(),
            ]
        ) { send in
            if streams { try await playback.stream(to: send) } else { try await playback.whole(to: send) }
        }
    }

    /// The failure that the prompt asks for, unless the conversation has failed as often as it was to.
    private func failure(of conversation: ModelConversation, _ markers: ModelMarkers) -> ModelMarkers.Failure? {
        guard let times = markers.times else { return markers.failure }
        return failures.withLock { failures in
            let count = failures[conversation, default: 0]
            failures[conversation] = count < times ? count + 1 : nil
            return count < times ? markers.failure : nil
        }
    }
}
