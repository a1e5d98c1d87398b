import Testing
import WireFormats

@Suite("Text that would become a header")
struct HeaderInjectionTests {
    private static let texts = [
        "a\r\nSet-Cookie: session=evil", "a\nLocation: https://evil.example.com", "a\rX-Evil: 1", "a\u{0}b",
        "\u{7F}\u{1B}[31m",
        "a\u{85}b\u{2028}c", "\"; filename=\"evil.exe", "..\\..\\evil\u{202E}gpj.exe", "%0d%0aX-Evil:%201", "é\u{E000}",
    ]

    @Test("whatever stands in a path comes back in no header")
    func paths() async throws {
        try await AttackedApplication.with { application in
            for door in application.doors {
                for name in door.request.parameters.keys {
                    for text in Self.texts {
                        var request = door.request
                        request.parameters[name] = text
                        let answer = try await application.send(request, as: door.rightful)
                        expectHarmless(answer, "\(door) with \(text.debugDescription)")
                    }
                }
            }
        }
    }

    @Test("whatever stands in a member, a parameter or a header comes back in no header")
    func values() async throws {
        try await AttackedApplication.with { application in
            for door in application.doors.filter({ !$0.isDestructive }) {
                for text in Self.texts {
                    if let body = door.request.json {
                        for changed in body.withEachText(text) {
                            var request = door.request
                            request.json = changed
                            let answer = try await application.send(request, as: door.rightful)
                            expectHarmless(answer, "\(door) with \(changed.text)")
                        }
                    }
                    var request = door.request
                    request.query = request.query.map { ($0.name, text) } + [("q", text), ("format", text)]
                    request.headers += [
                        ("Origin", text), ("Idempotency-Key", text), ("If-None-Match", text),
                        ("X-Forwarded-Host", text),
                    ]
                    let answer = try await application.send(request, as: door.rightful)
                    expectHarmless(answer, "\(door) with parameters and headers \(text.debugDescription)")
                }
            }
            #expect(application.log.filter { $0.contains("malformed header") } == [])
        }
    }

    @Test("a chat whose name is an attack is a file with a harmless name")
    func fileNames() async throws {
        try await AttackedApplication.with { application in
            for text in Self.texts {
                let file: JSON = ["version": 1, "sessions": [Doors.exported("named", text, "Hello")]]
                let imported = try await application.send(
                    AttackRequest(method: "POST", template: "/api/import", body: file.serialized()), as: .alice)
                #expect(imported.status == 200, "\(text.debugDescription): \(imported)")
                let answer = try await application.send(
                    AttackRequest(method: "GET", template: "/api/export/named"), as: .alice)
                let disposition = try #require(answer["Content-Disposition"])
                #expect(
                    disposition.wholeMatch(
                        of: #/attachment; filename="chat\.json"; filename\*=UTF-8''[A-Za-z0-9._~%-]+\.json/#)
                        != nil, "\(disposition)")
                #expect(!disposition.contains(#/%0[0-9A-Fa-f]|%1[0-9A-Fa-f]|%2F|%5C|%7F|%22/#), "\(disposition)")
                // Until it is gone, the next file with its id is not taken.
                let removed = AttackRequest(method: "DELETE", template: "/api/sessions/named")
                #expect(try await application.send(removed, as: .alice).status == 200)
            }
        }
    }

    private func expectHarmless(_ answer: AttackAnswer, _ what: Comment) {
        let names = answer.headers.map { $0.name.lowercased() }
        #expect(!names.contains { ["set-cookie", "x-evil"].contains($0) }, "\(what): \(answer)")
        #expect(!answer.headers.contains { $0.value.contains("evil") && !$0.value.contains("%") }, "\(what): \(answer)")
    }
}

extension JSON {
    /// The document once for each text in it, which is another one there. The operation's name stays.
    func withEachText(_ text: String) -> [JSON] {
        switch self {
        case .string:
            return [.string(text)]
        case .array(let elements):
            return elements.indices.flatMap { index in
                elements[index].withEachText(text).map { changed in
                    var elements = elements
                    elements[index] = changed
                    return .array(elements)
                }
            }
        case .object(let object):
            return object.filter { $0.0 != "operation" }.flatMap { name, value in
                value.withEachText(text).map { changed in
                    var object = object
                    object[name] = changed
                    return .object(object)
                }
            }
        default:
            return []
        }
    }
}
