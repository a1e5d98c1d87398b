import AWSServices
import Gateway
import SystemSupport
import SystemTestSupport
import Tables
import WireFormats

@testable import WebChat

extension ChatRoom {
    /// A chat without messages, to be put there past the service.
    struct Seed: Sendable {
        var id: String
        /// Before the room's time.
        var age: Duration
        var isPinned = false
        var isArchived = false
    }

    static func days(_ count: Int) -> Duration { .seconds(86_400 * count) }

    func seed(_ seeds: [Seed], of owner: String = "alice") async throws {
        let items = seeds.map { seed -> Item in
            let time = (clock.now() - seed.age).description
            var item = Chat.item(ChatKey(owner: owner, id: seed.id), name: "Name of \(seed.id)", at: time, epoch: 1)
            item[ChatAttribute.version] = 1
            item[ChatAttribute.isPinned] = .bool(seed.isPinned)
            item[ChatAttribute.isArchived] = .bool(seed.isArchived)
            item[ConversationAttribute.listSort] = .string(
                Chat.Part(isPinned: seed.isPinned, isArchived: seed.isArchived).sort(time))
            return item
        }
        try await tables.batchWrite(Self.schema.table, items.map(BatchWrite.put))
        tables.reset()
    }

    /// Fails the call with this number, before or after it was made.
    func fail(call number: Int, _ moment: WatchedTables.Moment) {
        tables.reset { event throws(TableError) in
            if event.number == number, event.moment == moment {
                throw TableError(.unavailable(mayHaveWritten: true), "cut")
            }
        }
    }

    func sweep() async throws {
        guard let sweep = service.actions[ScheduledAction.sweep] else { throw Unexpected(Answer(404, "no sweep")) }
        _ = try await sweep(["action": "SWEEP"])
    }

    /// The totals of an owner: messages and chats.
    func totals(of owner: String = "alice") async throws -> [Int?] {
        let total = try await items().first { $0["pk"] == .string("STAT#\(owner)") && $0["sk"] == "TOTAL" }
        return [total?["messages"]?.int, total?["chats"]?.int]
    }

    /// All pages of an export, as a client puts them together.
    func export(_ path: String = "/api/export", as caller: Caller = .alice) async throws -> [JSON] {
        var sessions: [JSONObject] = []
        var cursor: String?
        repeat {
            let response = try await send("GET", path, query: cursor.map { [("cursor", $0)] } ?? [], as: caller)
            let answer = Answer(response)
            guard answer.status == 200, let page = answer.body["sessions"]?.array else { throw Unexpected(answer) }
            for case .object(let session) in page {
                if let last = sessions.last, last["session_id"] == session["session_id"] {
                    let messages = (last["messages"]?.array ?? []) + (session["messages"]?.array ?? [])
                    sessions[sessions.count - 1]["messages"] = .array(messages)
                } else {
                    sessions.append(session)
                }
            }
            cursor = response.headers["X-Next-Cursor"]
            guard answer.body["next_cursor"] == cursor.map(JSON.string) ?? .null else { throw Unexpected(answer) }
        } while cursor != nil
        return sessions.map(JSON.object)
    }
}
