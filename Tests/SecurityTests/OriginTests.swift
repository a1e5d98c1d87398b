import Testing
import WireFormats

@Suite("Pages of other origins")
struct OriginTests {
    private static let strangers = [
        "null", "https://evil.example.com", "https://chat.example.com.evil.com", "https://evilchat.example.com",
        "https://example.com", "http://chat.example.com", "https://chat.example.com:8443", "https://chat.example.com/",
        "https://chat.example.com:443", "HTTPS://CHAT.EXAMPLE.COM", "https://chat.example.com\u{0}",
        "https://chat.example.com, https://evil.example.com",
        "http://localhost:8081", "http://localhost:8080.evil.com", "http://localhost", "file://", "*", "",
        "https://chat.exámple.com", "https://chat.example.com\r\nX-Evil: 1",
    ]

    @Test("no answer, on any route, lets a page of another origin read it")
    func strangers() async throws {
        try await AttackedApplication.with { application in
            for door in application.doors {
                for origin in Self.strangers {
                    var request = door.request
                    request.headers.append(("Origin", origin))
                    for (method, caller) in [("OPTIONS", nil), (door.request.method, nil)] as [(String, Person?)] {
                        request.method = method
                        let answer = try await application.send(request, as: caller)
                        #expect(answer["Access-Control-Allow-Origin"] == nil, "\(door) from \(origin): \(answer)")
                        #expect(answer["Vary"]?.contains("Origin") == true, "\(door): \(answer)")
                    }
                }
            }
        }
    }

    @Test("a page of an origin of the list is let in, refusals included, and never with credentials")
    func listed() async throws {
        try await AttackedApplication.with { application in
            for door in application.doors {
                for origin in ["https://chat.example.com", "http://localhost:8080"] {
                    var request = door.request
                    request.headers.append(("Origin", origin))
                    let answer = try await application.send(request, as: nil)
                    #expect(answer["Access-Control-Allow-Origin"] == origin, "\(door): \(answer)")
                }
            }
        }
    }

    @Test(
        "where every origin is allowed it is a star, and never with credentials",
        arguments: ["null", "https://evil.example.com"])
    func anyOrigin(origin: String) async throws {
        try await AttackedApplication.with(["ALLOWED_ORIGINS": "*"]) { application in
            for door in application.doors {
                var request = door.request
                request.headers.append(("Origin", origin))
                let answer = try await application.send(request, as: nil)
                #expect(answer["Access-Control-Allow-Origin"] == "*", "\(door): \(answer)")
            }
        }
    }
}
