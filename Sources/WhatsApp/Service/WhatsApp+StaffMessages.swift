import AWSServices
import Gateway
import HTTPTransport
import SystemSupport
import Twilio
import WireFormats

/// What the staff sends, over HTTP.
extension WhatsApp {
    /// Of a template's variables.
    private static let maximumVariables = 100
    private static let notSetUp = Failure(
        .unavailable, "Messages cannot be sent: TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN and TWILIO_FROM are not set")

    /// `POST /sessions/{id}/messages {text?, content_sid?, content_variables?, message_id?, keep_mode?}`: sends a text, or a
    /// template outside of the service window. A human handles the session then, unless `keep_mode` is true. A repeat with
    /// the same `message_id` sends nothing twice.
    ///
    /// 200 with the messages as they are; 202 when some are still to be sent, which happens by itself.
    func sendMessage(_ request: Request) async throws -> Response {
        try authorize(request.caller)
        let sessionID = request.parameters["id"] ?? ""
        let arguments = try Arguments(body: request.body)
        let messages = try Self.messages(arguments, by: authorization.identity(of: request.caller, claimedUserID: nil))
        let isTemplate = arguments.has("content_sid")
        let id = try arguments.visibleASCIIIfPresent("message_id") ?? effects.uuid()
        let mode: SessionMode? = try arguments.booleanIfPresent("keep_mode") ?? false ? nil : .human
        guard channel != nil else { throw Self.notSetUp }
        let time = ContinuousClock.now + options.staffTime
        let end = min(time, InvocationScope.deadline ?? time)
        return try await InvocationScope.$deadline.withValue(end) {
            let queueing = try await store.enqueue(
                messages, inSession: sessionID, id: id, change: SessionChange(mode: mode)
            ) { (conversation) throws(Failure) in
                try Self.check(conversation, isTemplate: isTemplate, at: effects.now())
            }
            switch queueing {
            case .stored(let claim, let stored): try await sendNow(stored, claim, mayHaveBegun: false)
            case .repeated:
                let receiptID = WhatsAppStore.receiptID(ofSending: id)
                if case .unsent(let claim, let stored) = try await store.claimDeferred(
                    id: receiptID, inSession: sessionID)
                {
                    try await sendNow(stored, claim, mayHaveBegun: true)
                }
            case .idTaken: throw Failure(.conflict, "message_id stands for another message")
            case .unknownSession: throw Self.noSession
            }
            return try await sent(id, inSession: sessionID)
        }
    }

    /// What cannot be sent just now is sent by the sweep.
    private func sendNow(
        _ messages: [WhatsAppMessage], _ claim: ReplyClaim, mayHaveBegun: Bool
    ) async throws(Failure) {
        do throws(Failure) {
            _ = try await send(messages, claim, mayHaveBegun: mayHaveBegun)
        } catch {
            try await store.release(claim)
        }
    }

    private func sent(_ id: String, inSession sessionID: String) async throws(Failure) -> Response {
        guard let conversation = try await store.conversation(ofSession: sessionID),
            let receipt = try await store.receipt(
                WhatsAppStore.receiptID(ofSending: id), of: conversation.session.address)
        else { throw Self.noSession }
        let messages = try await store.messages(receipt.replies, of: receipt.address)
        return .json(
            [
                "messages": .array(messages.map(\.json)), "session": conversation.json(at: effects.now()),
                "message_id": .string(id),
            ], status: receipt.state == .settled ? 200 : 202)
    }

    // MARK: - What may be sent

    private static func messages(
        _ arguments: Arguments, by identity: Authorization.Identity?
    ) throws(Failure) -> [NewMessage] {
        var metadata = JSONObject()
        metadata["sent_by"] = identity?.userID.map(JSON.string)
        let text = try arguments.stringIfPresent("text", maximumBytes: NewMessage.maximumContent)
        guard let template = try arguments.stringIfPresent("content_sid", maximumBytes: 64) else {
            let parts = MessageText.parts(of: try arguments.string("text", maximumBytes: NewMessage.maximumContent))
            guard !parts.isEmpty else { throw arguments.invalid("text", "must not be blank") }
            return parts.map { NewMessage($0, direction: .outbound, metadata: metadata, delivery: .accepted) }
        }
        guard TwilioSID.isValid(template, prefix: "HX") else {
            throw arguments.invalid("content_sid", "must be HX and 32 hexadecimal digits")
        }
        metadata[WhatsAppMessage.templateMember] = .string(template)
        if let variables = try arguments.argumentsIfPresent("content_variables") {
            guard variables.object.count <= maximumVariables else {
                throw arguments.invalid("content_variables", "must have at most \(maximumVariables) members")
            }
            for (name, _) in variables.object { _ = try variables.string(name, allowsEmpty: true) }
            metadata[WhatsAppMessage.variablesMember] = .object(variables.object)
        }
        return [NewMessage(text ?? "", direction: .outbound, metadata: metadata, delivery: .accepted)]
    }

    private static func check(
        _ conversation: WhatsAppStore.Conversation, isTemplate: Bool, at now: Timestamp
    ) throws(Failure) {
        let (contact, session) = (conversation.contact, conversation.session)
        guard session.address == contact.address, session.ordinal == contact.sessionOrdinal else {
            throw Failure(.conflict, "The contact has a newer session")
        }
        guard !contact.hasOptedOut else { throw Failure(.conflict, "The contact wants no messages") }
        guard isTemplate || contact.window(at: now).isOpen else {
            throw Failure(
                .conflict,
                "The service window is closed: 24 hours after the contact's last message only templates are delivered")
        }
    }

    // MARK: - Media

    /// `GET /sessions/{id}/messages/{message}/media/{n}`: leads to where the medium lies for a short while, or says so with
    /// `?envelope=true`, for a page that must bring its token. `n` counts from 0.
    func medium(_ request: Request) async throws(Failure) -> Response {
        try authorize(request.caller)
        let hasEnvelope = try QueryParameters(request).boolean("envelope") ?? false
        let noMedium = Failure(.notFound, "Medium not found")
        guard let channel else { throw Self.notSetUp }
        let conversation = try await conversation(of: request)
        guard let number = request.parameters["n"].flatMap({ Int($0) }), let id = request.parameters["message"],
            let message = try await store.message(withID: id, in: conversation),
            message.media.indices.contains(number)
        else { throw noMedium }
        do throws(TwilioError) {
            let location = try await channel.client.mediaLocation(of: message.media[number].url)
            if hasEnvelope { return .json(["url": .string(location)], headers: ["Cache-Control": "no-store"]) }
            return Response(status: 302, headers: ["Location": location, "Cache-Control": "no-store"])
        } catch {
            // Of another account, or deleted there.
            guard error.isRetryable else { throw noMedium }
            throw Failure(.unavailable, "Twilio cannot be reached. Please try again.")
        }
    }
}
