import AWSServices
import Gateway
import SystemSupport
import WireFormats

/// Operations that store messages.
extension ChatSessions {
    /// `add_new_session_with_first_message`: 200 `{"session_id", "message_id"}`.
    func addNewSession(_ call: Call) async throws(Failure) -> Response {
        let owner = try call.userID
        let title = try call.arguments.string("title", maximumBytes: Limits.title, allowsEmpty: true)
        let sessionID: String
        if let given = try call.arguments.identifierIfPresent("session_id") {
            sessionID = given
        } else if let key = try call.idempotencyKey {
            sessionID = Identifiers.Derived.session(key: key, userID: owner)
        } else {
            sessionID = store.identifiers.session()
        }
        let message = try Self.newMessage(in: call, sessionID: sessionID)
        let messageID = try await store.create(session: sessionID, owner: owner, title: title, first: message)
        return .json(["session_id": .string(sessionID), "message_id": .string(messageID)])
    }

    /// `add_message_to_existing_session`: 200 `{"session_id", "message_id"}`.
    func addMessage(_ call: Call) async throws(Failure) -> Response {
        let sessionID = try call.sessionID
        let message = try Self.newMessage(in: call, sessionID: sessionID)
        let messageID = try await store.append(message, to: sessionID, as: call.identity)
        return .json(["session_id": .string(sessionID), "message_id": .string(messageID)])
    }

    /// `update_session`, whose `new_chat_entry` is a prompt without an answer: 200 `{"message_id"}`.
    func updateSession(_ call: Call) async throws(Failure) -> Response {
        let sessionID = try call.sessionID
        let prompt = try call.arguments.string("new_chat_entry", maximumBytes: .max, allowsEmpty: true)
        guard prompt.utf8.count <= Limits.message else {
            throw Failure(
                .tooLarge,
                "new_chat_entry is too large: it may have \(Limits.message / 1024) KB, and this one has "
                    + "\((prompt.utf8.count + 1023) / 1024) KB")
        }
        let message = NewMessage(
            identity: try call.identity(ofMessageIn: sessionID, entry: nil), prompt: prompt, response: nil,
            sources: .list([]), responseTime: "0", digest: RequestDigest.of(["prompt": .string(prompt)]))
        let messageID = try await store.append(message, to: sessionID, as: call.identity)
        return .json(["message_id": .string(messageID)])
    }

    /// Reads `new_chat_entry`, or `first_chat_entry` as the documentation calls it.
    private static func newMessage(in call: Call, sessionID: String) throws(Failure) -> NewMessage {
        let name =
            call.arguments.has("new_chat_entry") || !call.arguments.has("first_chat_entry")
            ? "new_chat_entry" : "first_chat_entry"
        let entry = try call.arguments.arguments(name)
        let prompt = try entry.string("user_prompt", maximumBytes: .max, allowsEmpty: true)
        let response = try entry.string("bot_response", maximumBytes: .max, allowsEmpty: true)
        let sources = JSON.array(try entry.arrayIfPresent("sources", maximumCount: Limits.sources) ?? [])
        try checkSize(prompt, response, sources, entry: name)
        return NewMessage(
            identity: try call.identity(ofMessageIn: sessionID, entry: entry), prompt: prompt, response: response,
            sources: try stored(sources, entry), responseTime: try responseTime(entry),
            digest: RequestDigest.of([
                "prompt": .string(prompt), "response": .string(response), "sources": sources,
            ]))
    }

    private static func checkSize(
        _ prompt: String, _ response: String, _ sources: JSON, entry: String
    ) throws(Failure) {
        let sizes = [
            ("user_prompt", prompt.utf8.count), ("bot_response", response.utf8.count),
            ("sources", sources.serialized().count),
        ]
        let total = sizes.reduce(0) { $0 + $1.1 }
        guard total > Limits.message, let largest = sizes.max(by: { $0.1 < $1.1 }) else { return }
        throw Failure(
            .tooLarge,
            "\(entry).\(largest.0) is too large: user_prompt, bot_response and sources may have "
                + "\(Limits.message / 1024) KB together, and these have \((total + 1023) / 1024) KB")
    }

    private static func stored(_ sources: JSON, _ entry: Arguments) throws(Failure) -> AttributeValue {
        do throws(AttributeValue.Unstorable) {
            return try AttributeValue(plain: sources)
        } catch {
            throw switch error {
            case .number: entry.invalid("sources", "must not contain numbers of more than 38 digits or beyond 1e125")
            case .tooDeep: entry.invalid("sources", "is nested too deep")
            case .emptyName: entry.invalid("sources", "must not contain members with an empty name")
            }
        }
    }

    /// Seconds that the answer took, as the caller measured them.
    private static func responseTime(_ entry: Arguments) throws(Failure) -> String {
        guard let number = try entry.numberIfPresent("response_time") else { return "0" }
        guard let seconds = number.double, (0...1_000_000).contains(seconds),
            (try? AttributeValue(plain: .number(number))) != nil
        else { throw entry.invalid("response_time", "must be a number of seconds from 0 to 1000000") }
        return number.literal
    }
}
