import Testing
import WireFormats

@Suite("Bodies that nobody means well with")
struct HostileBodyTests {
    private struct Hostile: Sendable {
        var name: String
        var bytes: [UInt8]

        init(_ name: String, _ text: String) { self.init(name, bytes: Array(text.utf8)) }

        init(_ name: String, bytes: [UInt8]) {
            self.name = name
            self.bytes = bytes
        }
    }

    private static let depth = 100_000

    private static func bodies(_ rightful: JSON) -> [Hostile] {
        let text = rightful.text
        let open = String(text.dropLast())
        func with(_ member: String) -> String { open + (text == "{}" ? "" : ",") + member + "}" }
        func nested(_ value: String) -> String { with("\"deep\":" + value) }
        let arrays = String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        let objects = String(repeating: "{\"a\":", count: depth) + "1" + String(repeating: "}", count: depth)
        return [
            Hostile("arrays without end", String(repeating: "[", count: depth)), Hostile("arrays in arrays", arrays),
            Hostile("objects without end", String(repeating: "{\"a\":", count: depth)),
            Hostile("objects in objects", objects),
            Hostile("a member of arrays in arrays", nested(arrays)),
            Hostile("a member of objects in objects", nested(objects)),
            Hostile(
                "a number with an exponent without end", with("\"limit\":1e\(String(repeating: "9", count: 10_000))")),
            Hostile("a number of 100,000 digits", with("\"limit\":\(String(repeating: "9", count: 100_000))")),
            Hostile("not a number", with("\"limit\":NaN")), Hostile("infinity", with("\"limit\":-Infinity")),
            Hostile(
                "bytes that are no UTF-8",
                bytes: Array(open.utf8) + [0x2C, 0x22, 0xC0, 0x80, 0xFF, 0x22, 0x3A, 0x31, 0x7D]),
            Hostile("UTF-16", bytes: [0xFF, 0xFE] + text.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }),
            Hostile("half a surrogate pair", with(#""title":"\ud800""#)),
            Hostile("a byte order mark", "\u{FEFF}" + text), Hostile("NUL behind it", text + "\u{0}"),
            Hostile("two documents", text + text), Hostile("a comma too many", open + ",}"),
            Hostile("a comment", "/* */" + text), Hostile("nothing", ""), Hostile("blanks", " \r\n\t"),
            Hostile("null", "null"), Hostile("a string", "\"a\""), Hostile("a number", "7"),
            Hostile("an array", "[\(text)]"),
            Hostile("XML", "<?xml version=\"1.0\"?><!DOCTYPE a [<!ENTITY b SYSTEM \"file:///etc/passwd\">]><a>&b;</a>"),
            Hostile("100,000 members", with((0..<100_000).map { "\"m\($0)\":0" }.joined(separator: ","))),
            Hostile("prototypes", with(#""__proto__":{"isAdmin":true},"constructor":{"prototype":{}}"#)),
        ]
    }

    @Test("none ends in a failure of ours, and one that is refused has written nothing")
    func bodies() async throws {
        try await AttackedApplication.with { application in
            for door in application.doors
            where !door.request.body.isEmpty && door.guard != .signature && !door.isDestructive {
                let rightful = try #require(door.request.json)
                var before = try await application.items()
                for body in Self.bodies(rightful) {
                    var request = door.request
                    request.body = body.bytes
                    let answer = try await application.send(request, as: door.rightful)
                    let after = try await application.items()
                    if answer.status >= 400 { #expect(after == before, "\(door) with \(body.name): \(answer)") }
                    before = after
                    #expect(
                        answer.body.utf8.count < 20_000 || answer.status == 200,
                        "\(door) with \(body.name) is answered with \(answer.body.utf8.count) bytes")
                }
            }
            #expect(application.indiscreetLines == [])
        }
    }

    @Test("of a member that comes twice one counts, the same for the check and for the work")
    func duplicates() async throws {
        try await AttackedApplication.with { application in
            let own = try await application.send(
                AttackRequest(
                    method: "POST", template: "/user-session",
                    body: Array(
                        #"{"operation":"add_new_session_with_first_message","session_id":"mallory-1","title":"t","new_chat_entry":{"user_prompt":"p","bot_response":"r"}}"#
                            .utf8)), as: .mallory)
            #expect(own.status == 200, "\(own)")
            let before = try await application.items()
            let foreign = application.ids.chatSession
            for (first, second) in [("mallory-1", foreign), (foreign, "mallory-1")] {
                for operation in ["get_session", "assemble_chat_history", "delete_session"] {
                    let body =
                        #"{"operation":"\#(operation)","session_id":"\#(first)","session_id":"\#(second)","user_id":"alice"}"#
                    let request = AttackRequest(method: "POST", template: "/user-session", body: Array(body.utf8))
                    let answer = try await application.send(request, as: .mallory)
                    #expect(!answer.body.contains(Belongings.secret), "\(answer)")
                }
            }
            #expect(try await before.subtracting(application.items()).filter { $0.description.contains("alice") } == [])
        }
    }

    @Test("a body over the limit is refused before anything looks at it", arguments: GatewayKind.allCases)
    func oversized(gateway: GatewayKind) async throws {
        try await AttackedApplication.with { application in
            let text = [UInt8](repeating: UInt8(ascii: " "), count: 6 * 1024 * 1024 + 1)
            let binary = [UInt8](repeating: 0xFF, count: 6 * 1024 * 1024 + 1)
            let before = try await application.items()
            // A few routes stand for all: bodies are counted before they are routed.
            for door in application.doors
            where ["POST /user-session", "POST /api/generate", "GET /health"].contains(door.name) {
                for body in [text, binary] {
                    var request = door.request
                    request.body = body
                    let answer = try await application.send(request, as: door.rightful, by: gateway)
                    #expect(answer.status == 413, "\(door): \(answer)")
                }
            }
            #expect(try await application.items() == before)
        }
    }
}
