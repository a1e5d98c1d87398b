import Gateway
import WireFormats

extension ContextMemory {
    /// `POST /session`: creates one under the id that is given, or one that is made up.
    func createSession(_ request: Request) async throws(Failure) -> Response {
        let memory = try memory(of: request.caller, nil)
        let arguments = request.body.isEmpty ? Arguments([:]) : try Arguments(body: request.body)
        let id = try arguments.sessionIDIfPresent ?? memory.effects.uuid()
        return .json(["session_id": .string(id), "created": .bool(try await memory.create(id))])
    }

    /// `POST /query`: answers a question from the session, which is created if need be, and from passages.
    func query(_ request: Request) async throws(Failure) -> Response {
        let memory = try memory(of: request.caller, nil)
        let arguments = try Arguments(body: request.body)
        let id = try arguments.sessionID
        let question = try arguments.string("query", maximumBytes: .max, allowsEmpty: true)
        let messageID = try arguments.messageIDIfPresent
        let key = messageID == nil ? try request.headers.idempotencyKey : nil
        let answer: CitedAnswer
        do throws(Failure) {
            answer = try await memory.answer(
                question, in: id, passages: try Self.passages(arguments), messageID: messageID ?? key)
        } catch {
            guard key != nil, error == ConversationMemory.otherQuestion else { throw error }
            throw Failure(.conflict, "Idempotency-Key belongs to another question")
        }
        return .json([
            "session_id": .string(id), "response": .string(answer.text),
            "citations": .array(answer.citations.map(\.json)),
        ])
    }

    private static func passages(_ arguments: Arguments) throws(Failure) -> [Passage] {
        guard arguments.has("passages") else { return [] }
        var passages: [Passage] = []
        for passage in try arguments.objects("passages", maximumCount: ConversationMemory.maximumPassages) {
            passages.append(
                Passage(
                    text: try passage.string("text", maximumBytes: ConversationMemory.maximumPassageBytes),
                    source: try passage.stringIfPresent("source", allowsEmpty: true)))
        }
        return passages
    }
}

extension Citation {
    fileprivate var json: JSON {
        [
            "number": .number(JSONNumber(number)), "text": .string(passage.text),
            "source": passage.source.map(JSON.string) ?? .null,
        ]
    }
}
