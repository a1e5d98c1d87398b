import AWSServices
import Gateway
import HTTPTransport
import Synchronization
import SystemTestSupport
import Tables
import Testing
import WireFormats

@testable import ChatSessions

/// Exports that take several calls: what becomes of the file, its parts and the job's record when calls overlap or fail.
@Suite("download_all_sessions_csv in several calls")
struct ExportOverlapTests {
    private static let bounds: JSONObject = [
        "start_time": "2026-11-01T00:00:00", "end_time": "2026-11-30T23:59:59",
    ]
    private static let poll: JSONObject = ["job_id": "2026-11-01T00:00:00-2026-11-30T23:59:59"]
    private static let key = "all-sessions-2026-11-01T00:00:00-2026-11-30T23:59:59.csv"
    private static let completed = Answer(
        200, ["status": "completed", "download_url": .string("https://exports.example/\(key)?seconds=600")])
    private static let processing = Answer(200, ["status": "processing"])
    private static let down = Failure(.unavailable, "down")

    /// A chat with three sessions.
    private func filled(_ chat: Chat) async throws -> Chat {
        for number in 0..<3 {
            chat.clock.advance(.seconds(1))
            try await chat.create("s\(number)", Chat.entry("Hello?", "Hi."))
        }
        return chat
    }

    private func download(_ chat: Chat, _ arguments: JSONObject = poll) async throws -> Answer {
        try await chat.ask("download_all_sessions_csv", arguments, as: .admin)
    }

    /// A call that writes one session, since its time is up from the start.
    private func step(_ chat: Chat, _ arguments: JSONObject = poll) async throws -> Answer {
        try await InvocationScope.$deadline.withValue(.now + .seconds(4)) { try await download(chat, arguments) }
    }

    /// As inside a call of the storage, which cannot throw what tests throw.
    private func interrupting(_ body: () async throws -> Answer) async throws(Failure) -> Answer {
        do { return try await body() } catch { throw Failure(.internal, "\(error)") }
    }

    /// The whole file, made by a single call beside the others.
    private func whole(_ chat: Chat) async throws -> String? {
        let other = try Chat(engine: chat.tables, clock: chat.clock, seed: 1 << 32)
        _ = try await download(other, Self.bounds)
        return other.exports.text(at: Self.key)
    }

    private func records(_ chat: Chat) async throws -> [Item] {
        try await chat.items("reviews").filter { $0["pk_review_id"]?.string?.hasPrefix("colloquy#export#") == true }
    }

    @Test("of two calls that finish the same job at the same time, both answer with the file")
    func bothFinish() async throws {
        let chat = try await filled(Chat())
        let whole = try await whole(chat)
        for _ in 0..<3 { _ = try await step(chat, chat.exports.keys.isEmpty ? Self.bounds : Self.poll) }
        let inner = Mutex<Answer?>(nil)
        chat.exports.before { action, _ throws(Failure) in
            guard action == .read else { return false }
            let answer = try await interrupting { try await download(chat) }
            inner.withLock { $0 = answer }
            return true
        }
        #expect(try await download(chat) == Self.completed)
        #expect(inner.withLock { $0 } == Self.completed)
        #expect(chat.exports.keys == [Self.key])
        #expect(chat.exports.text(at: Self.key) == whole)
        #expect(try await records(chat) == [])
    }

    @Test("a call that finishes leaves the record of a newer job alone", arguments: [MemoryExports.Action.read, .put])
    func newerJob(moment: MemoryExports.Action) async throws {
        let chat = try await filled(Chat())
        let whole = try await whole(chat)
        for _ in 0..<3 { _ = try await step(chat, chat.exports.keys.isEmpty ? Self.bounds : Self.poll) }
        chat.exports.before { action, _ throws(Failure) in
            guard action == moment else { return false }
            _ = try await interrupting { try await step(chat, Self.bounds) }
            return true
        }
        // Where the newer job has taken the parts away there is nothing to answer with yet.
        #expect(try await download(chat) == (moment == .read ? Self.processing : Self.completed))
        #expect(try await records(chat).map { $0["parts"]?.list?.compactMap(\.string) } == [chat.exports.parts])
        #expect(chat.exports.parts.count == 1)
        #expect(try await download(chat) == Self.completed)
        #expect(chat.exports.keys == [Self.key])
        #expect(chat.exports.text(at: Self.key) == whole)
    }

    @Test("a call that another one has overtaken removes its part")
    func overtaken() async throws {
        let chat = try await filled(Chat())
        let whole = try await whole(chat)
        _ = try await step(chat, Self.bounds)
        chat.exports.before { _, _ throws(Failure) in
            _ = try await interrupting { try await step(chat) }
            return true
        }
        #expect(try await step(chat) == Self.processing)
        #expect(chat.exports.parts.count == 2)
        #expect(try await download(chat) == Self.completed)
        #expect(chat.exports.keys == [Self.key])
        #expect(chat.exports.text(at: Self.key) == whole)
    }

    @Test("a part that was noted though the answer was lost stays")
    func lostAnswer() async throws {
        let (chat, tables) = try Chat.watched()
        _ = try await filled(chat)
        let whole = try await whole(chat)
        _ = try await step(chat, Self.bounds)
        tables.reset { call throws(TableError) in
            guard call.name == "put", call.moment == .after else { return }
            throw TableError(.conditionFailed(existing: nil), "refused on the second attempt")
        }
        #expect(try await step(chat) == Self.processing)
        tables.reset()
        #expect(chat.exports.parts.count == 2)
        #expect(try await download(chat) == Self.completed)
        #expect(chat.exports.text(at: Self.key) == whole)
    }

    @Test("beginning anew removes the parts of the job before")
    func anew() async throws {
        let chat = try await filled(Chat())
        _ = try await step(chat, Self.bounds)
        _ = try await step(chat)
        let before = chat.exports.parts
        #expect(try await step(chat, Self.bounds) == Self.processing)
        #expect(chat.exports.parts.count == 1)
        #expect(Set(before).isDisjoint(with: chat.exports.parts))
        #expect(try await download(chat) == Self.completed)
        #expect(chat.exports.keys == [Self.key])
    }

    @Test("parts that could not be removed when a job began anew are removed when it ends")
    func anewAndDown() async throws {
        let chat = try await filled(Chat())
        _ = try await step(chat, Self.bounds)
        chat.exports.before { action, _ throws(Failure) in
            guard action == .remove else { return false }
            throw Self.down
        }
        #expect(try await step(chat, Self.bounds) == Answer(503, "down"))
        #expect(try await download(chat) == Self.completed)
        #expect(chat.exports.keys == [Self.key])
        #expect(try await records(chat) == [])
    }

    @Test("a job keeps losing to others only so often")
    func contended() async throws {
        let (chat, tables) = try Chat.watched()
        _ = try await filled(chat)
        _ = try await whole(chat)
        tables.reset { call throws(TableError) in
            guard call.name == "put", call.moment == .before else { return }
            throw TableError(.conditionFailed(existing: nil), "another call was faster")
        }
        #expect(
            try await download(chat, Self.bounds)
                == Answer(503, "Too many changes at the same time. Please try again."))
    }

    @Test("a call that stops before the parts are removed leaves them to the next")
    func stopped() async throws {
        let chat = try await filled(Chat())
        let whole = try await whole(chat)
        _ = try await step(chat, Self.bounds)
        _ = try await step(chat)
        let removed = Mutex(0)
        chat.exports.before { action, _ throws(Failure) in
            guard action == .remove else { return false }
            let count = removed.withLock { count in
                count += 1
                return count
            }
            guard count > 1 else { return false }
            throw Self.down
        }
        #expect(try await download(chat) == Answer(503, "down"))
        #expect(try await download(chat) == Self.completed)
        #expect(chat.exports.keys == [Self.key])
        #expect(chat.exports.text(at: Self.key) == whole)
        #expect(try await records(chat) == [])
    }

    @Test("a part that is lost ends the job, and the next call begins again")
    func lostPart() async throws {
        let chat = try await filled(Chat())
        let whole = try await whole(chat)
        _ = try await step(chat, Self.bounds)
        _ = try await step(chat)
        try await chat.exports.remove(chat.exports.parts[0])
        #expect(try await download(chat) == Answer(500, "A part of the export is gone; please begin again"))
        #expect(chat.exports.keys == [])
        #expect(try await records(chat) == [])
        #expect(try await download(chat) == Self.completed)
        #expect(chat.exports.text(at: Self.key) == whole)
    }

    @Test("a file over the limit is refused as soon as that is known, and nothing stays behind", arguments: [1, 3])
    func tooLarge(calls: Int) async throws {
        // A cell has 32,767 characters at most.
        let entry = Chat.entry(String(repeating: "x", count: 32_000), "Hi.")
        let chat = try await filled(Chat())
        for number in 0..<33 { try await chat.append("s\(number / 11)", entry) }
        chat.exports.maximumSize = 1 << 20
        var answers: [Answer] = []
        for call in 1..<calls { answers.append(try await step(chat, call == 1 ? Self.bounds : Self.poll)) }
        answers.append(try await download(chat, calls == 1 ? Self.bounds : Self.poll))
        let refused = Answer(413, "The export would be over 1 MB. Please ask for a shorter time range.")
        #expect(answers == [Answer](repeating: Self.processing, count: calls - 1) + [refused])
        #expect(chat.exports.keys == [])
        #expect(try await records(chat) == [])
    }

    @Test("a file of just the largest size is made")
    func largest() async throws {
        let chat = try await filled(Chat())
        chat.exports.maximumSize = try #require(try await whole(chat)).utf8.count
        _ = try await step(chat, Self.bounds)
        #expect(try await download(chat) == Self.completed)
    }
}
