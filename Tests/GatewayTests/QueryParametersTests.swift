import Testing
import WireFormats

@testable import Gateway

@Suite("Query parameters")
struct QueryParametersTests {
    private let cursors = CursorSigner(key: [UInt8](repeating: 7, count: 32))

    private func parameters(_ query: [(name: String, value: String)]) -> QueryParameters {
        QueryParameters(Request(method: "GET", path: "/", query: query, caller: .anonymous))
    }

    @Test("values are read by type, and an empty one counts as absent")
    func values() throws {
        let query = parameters([("n", "7"), ("yes", "TRUE"), ("no", "0"), ("t", "text"), ("t", "more"), ("e", "")])
        #expect(try query.integer("n", in: 1...7) == 7)
        #expect(try query.boolean("yes") == true)
        #expect(try query.boolean("no") == false)
        #expect(query.text("t") == "text")
        for name in ["e", "x"] {
            #expect(query.text(name) == nil)
            #expect(try query.integer(name, in: 1...7) == nil)
            #expect(try query.boolean(name) == nil)
            #expect(try query.position(name, "scope", cursors) == nil)
        }
    }

    @Test("an empty one is refused where it does not count as absent")
    func empty() {
        let request = Request(method: "GET", path: "/", query: [("n", "")], caller: .anonymous)
        let query = QueryParameters(request, emptyIsAbsent: false)
        #expect(query.text("n") == "" && query.text("x") == nil)
        #expect(throws: Failure(.invalid(field: "query.n"), "n must be an integer from 0 up")) {
            try query.integer("n", in: 0...Int.max)
        }
    }

    @Test("what does not fit is refused by name")
    func refused() throws {
        let query = parameters([("n", "8"), ("b", "maybe"), ("cursor", "x")])
        #expect(throws: Failure(.invalid(field: "query.n"), "n must be an integer from 1 to 7")) {
            try query.integer("n", in: 1...7)
        }
        #expect(throws: Failure(.invalid(field: "query.b"), "b must be true or false")) { try query.boolean("b") }
        let failure = #expect(throws: Failure.self) { try query.cursor("scope", cursors) }
        #expect(failure?.kind == .invalid(field: "query.cursor"))
    }

    @Test("a position is read from whatever parameter it is in, for the list it was made for")
    func position() throws {
        let cursor = try cursors.sign(["a", 1], scope: "scope")
        let query = parameters([("cursor", cursor), ("after", cursor)])
        #expect(try query.cursor("scope", cursors) == ["a", 1])
        #expect(try query.position("after", "scope", cursors) == ["a", 1])
        let failure = #expect(throws: Failure.self) { try query.position("after", "other", cursors) }
        #expect(failure?.kind == .invalid(field: "query.after"))
    }
}
