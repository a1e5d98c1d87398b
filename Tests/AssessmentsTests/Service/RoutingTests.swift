import Gateway
import SystemTestSupport
import Tables
import Testing
import WireFormats

@testable import Assessments

@Suite("Routes")
struct RoutingTests {
    private static let routes = [
        ("POST", "/api/submit-assessment"), ("GET", "/api/agent-status/ID"), ("GET", "/api/results/ID"),
        ("POST", "/api/upload-template"), ("GET", "/api/assessments"), ("POST", "/api/assessments/ID/cancel"),
        ("POST", "/api/assessments/ID/retry"),
    ]

    @Test("pre-flights are answered on every path as the original did")
    func preflight() async throws {
        let office = try await Office()
        for path in Self.routes.map(\.1) + ["/", "/api", "/elsewhere"] {
            let response = try await office.send(
                "OPTIONS", path, headers: ["Origin": "https://app.example"], as: .anonymous)
            #expect(Answer(response) == Answer(200, ["message": "OK"]))
            #expect(response.headers["Access-Control-Allow-Origin"] == "*")
            #expect(response.headers["Access-Control-Allow-Methods"] == "GET,POST,PUT,PATCH,DELETE,OPTIONS")
            let headers = response.headers["Access-Control-Allow-Headers"]?.split(separator: ",") ?? []
            for name in [
                "Content-Type", "X-Amz-Date", "Authorization", "X-Api-Key", "X-Amz-Security-Token", "Idempotency-Key",
            ] {
                #expect(headers.contains { $0 == name })
            }
        }
    }

    @Test("every answer may be read by any page, refusals too")
    func cors() async throws {
        let office = try await Office()
        for (method, path) in Self.routes + [("PUT", "/api/assessments")] {
            for caller in [Caller.alice, .anonymous] {
                let response = try await office.send(method, path, as: caller)
                #expect(response.headers["Access-Control-Allow-Origin"] == "*")
            }
        }
    }

    @Test("refusals say the same as error and as message")
    func errors() async throws {
        let office = try await Office()
        for (method, path) in Self.routes + [("PUT", "/api/assessments")] {
            for caller in [Caller.bob, .anonymous] {
                let answer = try await office.ask(method, path, as: caller)
                guard answer.status >= 400 else { continue }
                #expect(answer.body.object?.keys == ["error", "message"])
                #expect(answer.body["error"]?.string?.isEmpty == false)
                #expect(answer.body["error"] == answer.body["message"])
            }
        }
    }

    @Test("a path that is none is 404, a method that is none is 405")
    func unknown() async throws {
        let office = try await Office()
        for path in [
            "/api", "/api/assessments/x", "/api/assessments/x/delete", "/api/agent-status/x/y", "/submit-assessment",
        ] {
            let message = JSON.string("Route not found: GET \(path)")
            #expect(try await office.ask("GET", path) == Answer(404, ["error": "Route not found", "message": message]))
        }
        let response = try await office.send("GET", "/api/submit-assessment")
        #expect(response.status == 405)
        #expect(response.headers["Allow"] == "OPTIONS, POST")
    }

    @Test("storage that is down is 503 on every route, in words for people")
    func storageDown() async throws {
        let office = try await Office()
        let id = try await office.submit()
        office.tables.reset { _ throws(TableError) in
            throw TableError(.unavailable(mayHaveWritten: false), "connection to 10.0.0.1 refused")
        }
        for (method, path) in Self.routes where path != "/api/upload-template" {
            let body = method == "POST" ? Office.submission : nil
            let text: JSON = "The store cannot be reached. Please try again."
            #expect(
                try await office.ask(method, path.replacing("ID", with: id), body)
                    == Answer(503, ["error": text, "message": text]))
        }
    }

    @Test("HEAD is a status without its body")
    func head() async throws {
        let office = try await Office()
        let id = try await office.submit()
        let response = try await office.send("HEAD", "/api/agent-status/\(id)")
        #expect(response.status == 200)
        #expect(response.body == .empty)
        #expect(response.headers["ETag"] != nil)
    }

    @Test("where the system is off, every route says why")
    func off() async throws {
        let office = try await Office()
        let refusing = Assessments.routes(refusing: Failure(.unavailable, "Off"))
        #expect(refusing.count == office.service.routes.count)
        let router = try Router(refusing, cors: CORS(allowedOrigins: .any), log: office.log.logger)
        for (method, path) in Self.routes {
            let response = await router.respond(to: Request(method: method, path: path, caller: .alice))
            #expect(Answer(response) == Answer(503, ["error": "Off", "message": "Off"]))
        }
    }
}
