import Gateway
import Testing
import WireFormats

@Suite("Arguments")
struct ArgumentsTests {
    private let arguments = Arguments([
        "text": "é", "empty": "", "none": nil, "number": 2.5, "limit": 20, "float": 20.0, "flag": true,
        "time": "2026-11-21T01:33:24", "list": [1, 2], "entry": ["user_prompt": "hi", "deeper": ["x": 1]],
    ])

    private func complaint(_ read: (Arguments) throws(Failure) -> Void) -> Failure? {
        do {
            try read(arguments)
            return nil
        } catch {
            return error
        }
    }

    @Test("a body may begin with a byte order mark; one in UTF-16 is refused by that name")
    func encodings() throws {
        #expect(try Arguments(body: [0xEF, 0xBB, 0xBF] + Array(#"{"a": "é"}"#.utf8)).string("a") == "é")
        for body: [UInt8] in [[0xFF, 0xFE, 0x7B, 0, 0x7D, 0], [0xFE, 0xFF, 0, 0x7B, 0, 0x7D], [0x7B, 0, 0x7D, 0]] {
            #expect(
                throws: Failure(.badRequest, "The body must be a JSON object in UTF-8, but it seems to be in UTF-16")
            ) {
                try Arguments(body: body)
            }
        }
    }

    @Test("members are read as what they are")
    func reads() throws {
        #expect(try arguments.string("text") == "é")
        #expect(try arguments.string("empty", allowsEmpty: true) == "")
        #expect(try arguments.integer("limit", in: 1...100) == 20)
        #expect(try arguments.integer("float", in: 20...20) == 20)
        #expect(try arguments.boolean("flag"))
        #expect(try arguments.number("number") == JSONNumber(2.5))
        #expect(try arguments.timestamp("time") == Timestamp("2026-11-21T01:33:24Z"))
        #expect(try arguments.array("list", maximumCount: 2) == [1, 2])
        #expect(try arguments.arguments("entry").string("user_prompt") == "hi")
        #expect(arguments.has("text") && !arguments.has("none") && !arguments.has("absent"))
    }

    @Test("objects in an array are read one by one, and complaints name their place")
    func objects() throws {
        let arguments = Arguments(["outer": ["list": [["x": 1], ["x": "no"]]], "mixed": [[:], 1]])
        let readers = try arguments.arguments("outer").objects("list", maximumCount: 2)
        #expect(try readers[0].integer("x", in: 0...9) == 1)
        #expect(throws: Failure(.invalid(field: "outer.list.1.x"), "outer.list.1.x must be an integer from 0 to 9")) {
            try readers[1].integer("x", in: 0...9)
        }
        #expect(throws: Failure(.invalid(field: "mixed.1"), "mixed.1 must be an object, not a number")) {
            try arguments.objects("mixed", maximumCount: 2)
        }
        #expect(throws: Failure.missing("absent")) { try arguments.objects("absent", maximumCount: 2) }
    }

    @Test(
        "absent and null members are nil where they may be, and required by name where not",
        arguments: ["absent", "none"])
    func absence(name: String) throws {
        #expect(try arguments.stringIfPresent(name) == nil)
        #expect(try arguments.integerIfPresent(name, in: 0...1) == nil)
        #expect(try arguments.booleanIfPresent(name) == nil)
        #expect(try arguments.numberIfPresent(name) == nil)
        #expect(try arguments.timestampIfPresent(name) == nil)
        #expect(try arguments.arrayIfPresent(name, maximumCount: 0) == nil)
        #expect(try arguments.argumentsIfPresent(name)?.object == nil)
        let required = Failure(.invalid(field: name), "\(name) is required")
        #expect(complaint { a throws(Failure) in _ = try a.string(name) } == required)
        #expect(complaint { a throws(Failure) in _ = try a.integer(name, in: 0...1) } == required)
        #expect(complaint { a throws(Failure) in _ = try a.boolean(name) } == required)
        #expect(complaint { a throws(Failure) in _ = try a.number(name) } == required)
        #expect(complaint { a throws(Failure) in _ = try a.timestamp(name) } == required)
        #expect(complaint { a throws(Failure) in _ = try a.array(name, maximumCount: 0) } == required)
        #expect(complaint { a throws(Failure) in _ = try a.arguments(name) } == required)
    }

    @Test("each wrong value is told apart, with the member's name first")
    func complains() {
        let messages = [
            complaint { a throws(Failure) in _ = try a.string("limit") },
            complaint { a throws(Failure) in _ = try a.string("empty") },
            complaint { a throws(Failure) in _ = try a.string("text", maximumBytes: 1) },
            complaint { a throws(Failure) in _ = try a.integer("number", in: 1...100) },
            complaint { a throws(Failure) in _ = try a.integer("limit", in: 1...19) },
            complaint { a throws(Failure) in _ = try a.integer("text", in: 1...100) },
            complaint { a throws(Failure) in _ = try a.boolean("text") },
            complaint { a throws(Failure) in _ = try a.number("text") },
            complaint { a throws(Failure) in _ = try a.timestamp("text") },
            complaint { a throws(Failure) in _ = try a.array("entry", maximumCount: 2) },
            complaint { a throws(Failure) in _ = try a.array("list", maximumCount: 1) },
            complaint { a throws(Failure) in _ = try a.arguments("list") },
            complaint { a throws(Failure) in _ = try a.arguments("entry").string("bot_response") },
            complaint { a throws(Failure) in _ = try a.arguments("entry").arguments("deeper").string("x") },
        ]
        #expect(
            messages.map { $0?.message } == [
                "limit must be a string, not a number", "empty must not be empty", "text must be at most 1 bytes long",
                "number must be an integer from 1 to 100", "limit must be an integer from 1 to 19",
                "text must be an integer from 1 to 100", "text must be true or false, not a string",
                "text must be a number, not a string", "text must be a date and time such as 2026-11-21T01:33:24Z",
                "entry must be an array, not an object", "list must have at most 1 elements",
                "list must be an object, not an array", "entry.bot_response is required",
                "entry.deeper.x must be a string, not a number",
            ])
        #expect(messages.last??.kind == .invalid(field: "entry.deeper.x"))
    }

    @Test(
        "a body that is no JSON object is refused",
        arguments: [
            ("", "The body must be a JSON object, but it is empty"),
            ("[]", "The body must be a JSON object, not an array"),
            ("{", "The body must be a JSON object: not JSON: unexpected end at byte 1"),
        ])
    func badBodies(body: String, message: String) {
        #expect(throws: Failure(.badRequest, message)) { try Arguments(body: Array(body.utf8)) }
    }

    @Test("a body that is one is read")
    func goodBody() throws {
        #expect(try Arguments(body: Array(#"{"a":1}"#.utf8)).object == ["a": 1])
    }
}
