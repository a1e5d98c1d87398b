import AWSCore
import WireFormats

/// Says a reply bit by bit, as a model would, and breaks off where it was told to.
struct ModelPlayback: Sendable {
    /// How many tokens come at a time.
    private static let tokensAtOnce = 4
    private static let charactersAtOnce = 12

    let reply: ModelReply
    let failure: ModelMarkers.Failure?
    /// Before each part.
    let pause: Duration
    private let toolUseID = "tooluse_" + Identifier.random(bytes: 11)
    private let started = ContinuousClock.now

    init(_ reply: ModelReply, failure: ModelMarkers.Failure?, pause: Duration) {
        self.reply = reply
        self.failure = failure
        self.pause = pause
    }

    /// ConverseStream's.
    ///
    /// - Throws: what sending throws, `CancellationError`, and ``StreamedResponse/Cut`` for a connection to be cut.
    func stream(to send: StreamedResponse.Send) async throws {
        if failure == .stall { try await stall() }
        try await send(ConverseEvents.messageStart().encoded())
        if !reply.thoughts.isEmpty {
            for part in ConverseEvents.thoughts(reply.thoughts) {
                try await Task.sleep(for: pause)
                try await send(part.encoded())
            }
            try await send(ConverseEvents.blockStop(0).encoded())
        }
        if case .toolUse(let use) = reply.content {
            try await send(ConverseEvents.blockStart(use, id: toolUseID, block: block).encoded())
        }
        let parts = parts
        for (number, part) in parts.enumerated() {
            try await Task.sleep(for: pause)
            if number == parts.count / 2 { guard try await goesOn(with: part, send) else { return } }
            try await send(part.encoded())
        }
        if reply.content != nil { try await send(ConverseEvents.blockStop(block).encoded()) }
        try await send(ConverseEvents.messageStop(reply).encoded())
        try await send(ConverseEvents.metadata(reply, latency: .now - started).encoded())
    }

    /// Converse's, after as long as the stream would take.
    func whole(to send: StreamedResponse.Send) async throws {
        if failure == .stall { try await stall() }
        try await Task.sleep(for: pause * parts.count)
        let body = ConverseEvents.whole(reply, id: toolUseID, latency: .now - started).serialized()
        guard failure != .cut else {
            try await send(Array(body.prefix(body.count / 2)))
            throw StreamedResponse.Cut()
        }
        try await send(body)
    }

    /// Of what is said, behind the thoughts.
    private var block: Int { reply.thoughts.isEmpty ? 0 : 1 }

    private var parts: [EventStreamMessage] {
        switch reply.content {
        case nil: return []
        case .text(let text):
            let tokens = ModelReply.tokens(of: text)
            return stride(from: 0, to: tokens.count, by: Self.tokensAtOnce).map { start in
                ConverseEvents.text(tokens[start..<min(start + Self.tokensAtOnce, tokens.count)].joined(), block: block)
            }
        case .toolUse(let use):
            var rest = Substring(use.input.text)
            var parts: [EventStreamMessage] = []
            while !rest.isEmpty {
                parts.append(ConverseEvents.toolInput(rest.prefix(Self.charactersAtOnce), block: block))
                rest = rest.dropFirst(Self.charactersAtOnce)
            }
            return parts
        }
    }

    /// The middle of the answer has come.
    ///
    /// - Returns: false when nothing follows.
    private func goesOn(with part: EventStreamMessage, _ send: StreamedResponse.Send) async throws -> Bool {
        switch failure {
        case .cut:
            let message = try part.encoded()
            try await send(Array(message.prefix(message.count / 2)))
            throw StreamedResponse.Cut()
        case .exception(let refusal, _):
            try await send(ConverseEvents.exception(refusal).encoded())
            return false
        case .stall, nil: return true
        }
    }

    private func stall() async throws { while true { try await Task.sleep(for: .seconds(3600)) } }
}
