import Gateway
import WireFormats

/// Single sessions, over HTTP.
extension WhatsApp {
    /// `GET /session/{phone}`: the contact's active session with its latest messages.
    func currentSession(_ request: Request) async throws(Failure) -> Response {
        try authorize(request.caller)
        let limit = try Self.messageLimit(request)
        guard let address = ContactAddress(request.parameters["phone"] ?? ""),
            let conversation = try await activeConversation(with: address)
        else { return .json(["message": "No active session found", "session": .null]) }
        let messages = try await store.latestMessages(conversation.span, limit: limit).messages
        return .json([
            "session": conversation.json(at: effects.now()), "conversation_history": .array(messages.map(\.json)),
            "message_count": .number(JSONNumber(messages.count)),
        ])
    }

    func activeConversation(
        with address: ContactAddress
    ) async throws(Failure) -> WhatsAppStore.Conversation? {
        guard let conversation = try await store.conversation(with: address), conversation.session.status == .active
        else { return nil }
        return conversation
    }

    /// `GET /sessions/{id}`: a session of any status.
    func session(_ request: Request) async throws(Failure) -> Response {
        try authorize(request.caller)
        return .json(try await conversation(of: request).json(at: effects.now()))
    }

    func conversation(of request: Request) async throws(Failure) -> WhatsAppStore.Conversation {
        guard let conversation = try await store.conversation(ofSession: request.parameters["id"] ?? "") else {
            throw Self.noSession
        }
        return conversation
    }

    /// `POST /session/{id}/complete`
    func completeSession(_ request: Request) async throws(Failure) -> Response {
        try authorize(request.caller)
        switch try await store.end(session: request.parameters["id"] ?? "", as: .completed) {
        case .ended: return .json(["message": "Session completed successfully"])
        case .refused(let conversation): throw Self.hasEnded(conversation.session)
        case .unknown: throw Self.noSession
        }
    }

    /// `PATCH /sessions/{id}`: changes context, order, or who answers.
    func changeSession(_ request: Request) async throws(Failure) -> Response {
        try authorize(request.caller)
        let arguments = try Arguments(body: request.body)
        let change = try SessionChange(arguments, hasStatus: false)
        guard change.changesSomething else {
            throw Failure(.badRequest, "Say what to change: context, order_details or mode")
        }
        let changing = try await store.change(session: request.parameters["id"] ?? "", change)
        guard let conversation = try conversation(changing) else { throw Self.noSession }
        return .json(conversation.json(at: effects.now()))
    }
}

extension WhatsAppStore.Conversation {
    /// The session's messages.
    var span: WhatsAppStore.Span { .session(session.address, ordinal: session.ordinal) }
}

extension SessionChange {
    /// - Parameter hasStatus: reads `status` too.
    init(_ arguments: Arguments, hasStatus: Bool) throws(Failure) {
        if hasStatus { status = try arguments.choiceIfPresent("status") }
        mode = try arguments.choiceIfPresent("mode")
        context = try arguments.argumentsIfPresent("context")?.object ?? [:]
        orderDetails = try arguments.argumentsIfPresent("order_details").map { .object($0.object) }
        version = try arguments.integerIfPresent("version", in: 0...Int.max)
    }

    var changesSomething: Bool {
        status != nil || mode != nil || !context.isEmpty || orderDetails != nil
    }
}
