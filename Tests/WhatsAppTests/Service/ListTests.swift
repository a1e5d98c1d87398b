import AWSServices
import Gateway
import SystemSupport
import SystemTestSupport
import Tables
import Testing
import WireFormats

@testable import WhatsApp

@Suite("Lists of sessions")
struct ListTests {
    /// Sessions of many contacts, a second apart; the first are completed and expired in turn.
    private func busy(_ desk: Desk, active: Int, ended: Int) async throws -> [String] {
        var ids: [String] = []
        for number in 0..<(active + ended) {
            desk.clock.advance(.seconds(1))
            let address = ContactAddress.known("+1415555\(1000 + number)")
            let id = try await desk.arrive(sid: "SM\(number)", from: address).conversation.session.id
            if number < ended {
                _ = try await desk.store.end(session: id, as: number.isMultiple(of: 2) ? .completed : .expired)
            }
            ids.append(id)
        }
        return ids.reversed()
    }

    @Test("all sessions, and those of a status, are listed by last activity, newest first")
    func order() async throws {
        let desk = try Desk()
        var ids = try await busy(desk, active: 5, ended: 4)
        #expect(try await desk.listed("/sessions") == [ids])
        #expect(try await Array(desk.listed("/sessions", [("limit", "4")]).joined()) == Array(ids[...]))
        #expect(
            try await Array(desk.listed("/sessions", [("status", "active"), ("limit", "2")]).joined())
                == Array(ids[..<5]))
        #expect(try await desk.listed("/sessions", [("status", "expired")]) == [[ids[5], ids[7]]])
        #expect(try await desk.listed("/sessions", [("status", "completed")]) == [[ids[6], ids[8]]])
        desk.clock.advance(.seconds(1))
        try await desk.arrive(sid: "SM100", from: .known("+14155551004"))
        ids.insert(ids.remove(at: 4), at: 0)
        #expect(try await desk.listed("/sessions") == [ids])
        #expect(try await desk.listed("/sessions/active") == [Array(ids[..<5])])
    }

    @Test("an overdue session is expired wherever it shows, before anything has noticed")
    func overdue() async throws {
        let desk = try Desk()
        try await desk.arrive(sid: "SM1")
        desk.clock.advance(.seconds(86_000))
        let ben = try await desk.arrive(sid: "SM2", from: .ben).conversation.session.id
        desk.clock.advance(.seconds(401))
        #expect(try await desk.listed("/sessions/active") == [[ben]])
        #expect(try await desk.listed("/sessions", [("status", "active")]) == [[ben]])
        let all = try await desk.ask("GET", "/sessions", as: .clerk).body["items"]?.array ?? []
        #expect(all.map { $0["status"] } == ["active", "expired"])
        #expect(all.map { $0["can_send_free_text"] } == [true, false])
        #expect(all.last?["ended_at"] == "2026-11-22T08:00:00.000000Z")
    }

    @Test("an active list says how many there are, and has no gaps")
    func active() async throws {
        let desk = try Desk()
        #expect(
            try await desk.ask("GET", "/sessions/active", as: .clerk)
                == Answer(200, ["active_sessions": [], "total_active": 0, "next_cursor": .null]))
        let ids = try await busy(desk, active: 5, ended: 3)
        let first = try await desk.ask("GET", "/api/v1/sessions/active", query: [("limit", "2")], as: .clerk).body
        #expect(first["total_active"] == 5)
        #expect(first["active_sessions"]?.array?.map { $0["session_id"]?.string } == Array(ids[..<2]))
        #expect(try await Array(desk.listed("/sessions/active", [("limit", "2")]).joined()) == Array(ids[..<5]))
    }

    @Test("an active list's page and total come from the same entries, in two calls of 150 sessions as of five")
    func activeCost() async throws {
        let desk = try Desk()
        let ids = try await busy(desk, active: 150, ended: 0)
        desk.tables.reset()
        let first = try await desk.ask("GET", "/sessions/active", query: [("limit", "50")], as: .clerk).body
        #expect(desk.tables.requests == 2)
        #expect(first["total_active"] == 150)
        #expect(first["active_sessions"]?.array?.map { $0["session_id"]?.string } == Array(ids[..<50]))
        #expect(try await Array(desk.listed("/sessions/active").joined()) == ids)
        // As if the index did not fit into a page.
        desk.tables.endPages(after: 60)
        #expect(try await Array(desk.listed("/sessions/active").joined()) == ids)
        #expect(try await desk.ask("GET", "/sessions/active", as: .clerk).body["total_active"] == 150)
    }

    @Test("the active sessions are counted for the first page, and the cursor keeps how many there are")
    func countedOnce() async throws {
        let desk = try Desk()
        let ids = try await busy(desk, active: 90, ended: 0)
        desk.tables.endPages(after: 10)
        let first = try await desk.ask("GET", "/sessions/active", query: [("limit", "9")], as: .clerk).body
        #expect(first["total_active"] == 90)
        let cursor = try #require(first["next_cursor"]?.string)
        // As the version before made them, whose cursors go on.
        let position = try #require(
            try await desk.store.conversations(in: .status(.active), limit: 9, after: nil).next)
        let earlier = try desk.service.cursors.sign(
            position.json, scope: desk.service.scope(of: SessionFilter(list: .status(.active)).name, for: .clerk))
        let goneOn = try await desk.ask(
            "GET", "/sessions/active", query: [("limit", "9"), ("cursor", earlier)], as: .clerk
        ).body
        #expect(goneOn["total_active"] == 90)
        #expect(goneOn["active_sessions"]?.array?.map { $0["session_id"]?.string } == Array(ids[9..<18]))
        desk.tables.reset()
        let second = try await desk.ask(
            "GET", "/sessions/active", query: [("limit", "9"), ("cursor", cursor)], as: .clerk
        ).body
        #expect(desk.tables.requests == 2)
        #expect(second["total_active"] == 90)
        #expect(second["active_sessions"]?.array?.map { $0["session_id"]?.string } == Array(ids[9..<18]))
    }

    @Test("a session that has ended while the index lags is not shown as active")
    func lag() async throws {
        let desk = try Desk(indexDelay: .seconds(5))
        let anna = try await desk.arrive(sid: "SM1").conversation.session.id
        let ben = try await desk.arrive(sid: "SM2", from: .ben).conversation.session.id
        desk.clock.advance(.seconds(10))
        _ = try await desk.store.end(session: anna, as: .completed)
        #expect(try await desk.listed("/sessions/active") == [[ben]])
        #expect(try await desk.listed("/sessions", [("status", "active")]) == [[ben]])
    }

    @Test("a page costs two storage calls of 5,000 sessions as of five")
    func calls() async throws {
        let desk = try Desk()
        _ = try await busy(desk, active: 5, ended: 0)
        let writes = (0..<5000).flatMap { number -> [BatchWrite] in
            var session = WhatsAppSession(
                id: "00000000-0000-4000-9000-\(String(100_000_000_000 + number))",
                address: .known("+1415556\(10_000 + number)"), ordinal: 1, at: desk.clock.now(), previousID: nil)
            if number.isMultiple(of: 50) { session.mode = .human }
            let contact = Contact(address: session.address, sessionOrdinal: 1)
            return [
                .put(session.item),
                .put(contact.address.contactKey.merging([ContactAttribute.sessionOrdinal: 1]) { $1 }),
            ] + (session.mode == .human ? [.put(session.handOffItem)] : [])
        }
        try await desk.tables.batchWrite(Desk.schema.table, writes)
        for query in [[], [("status", "active")], [("mode", "human")], [("mode", "bot")]] {
            var cursor: String?
            for _ in 0..<2 {
                desk.tables.reset()
                let answer = try await desk.ask(
                    "GET", "/sessions", query: query + [("limit", "40")] + (cursor.map { [("cursor", $0)] } ?? []),
                    as: .clerk)
                let count = try #require(answer.body["items"]?.array?.count)
                #expect(desk.tables.calls == 2 && (39...40).contains(count), "\(query)")
                cursor = try #require(answer.body["next_cursor"]?.string)
            }
        }
        #expect(try await desk.perform("get_active_sessions_count").body == 5005)
    }

    @Test(
        "filters that make no sense are refused and named",
        arguments: [
            ("status", "gone"), ("mode", "robot"), ("limit", "0"), ("limit", "101"), ("cursor", "x"),
        ])
    func invalid(_ name: String, _ value: String) async throws {
        let answer = try await Desk().ask("GET", "/sessions", query: [(name, value)], as: .clerk)
        #expect(answer.status == 422 && answer.body["detail"]?[0]?["loc"] == ["query", .string(name)])
        let both = try await Desk().ask(
            "GET", "/sessions", query: [("status", "expired"), ("mode", "human")], as: .clerk)
        #expect(both.status == 422 && both.body["detail"]?[0]?["loc"] == ["query", "mode"])
    }

    @Test("a cursor of one list is refused in another")
    func scope() async throws {
        let desk = try Desk()
        _ = try await busy(desk, active: 3, ended: 0)
        let cursor = try #require(
            try await desk.ask("GET", "/sessions", query: [("limit", "1")], as: .clerk).body["next_cursor"]?.string)
        for query in [[("status", "active")], [("mode", "human")]] {
            let answer = try await desk.ask("GET", "/sessions", query: query + [("cursor", cursor)], as: .clerk)
            #expect(answer.status == 422)
        }
    }

    @Test("a cursor of somebody else is refused, though the list is the same")
    func stolenCursor() async throws {
        let desk = try Desk()
        let id = try #require(try await busy(desk, active: 3, ended: 0).first)
        for path in ["/sessions", "/sessions/active", "/sessions/\(id)/messages"] {
            let answer = try await desk.ask("GET", path, query: [("limit", "1")], as: .clerk)
            guard let cursor = answer.body["next_cursor"]?.string ?? answer.body["position"]?.string else {
                Issue.record("\(path): \(answer)")
                continue
            }
            let name = path.hasSuffix("messages") ? "after" : "cursor"
            for (caller, status) in [(Caller.clerk, 200), (.admin, 422)] {
                let next = try await desk.ask("GET", path, query: [(name, cursor)], as: caller)
                #expect(next.status == status, "\(path): \(next)")
            }
        }
    }
}
