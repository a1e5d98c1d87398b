import AWSServices
import Gateway
import SystemTestSupport
import Testing
import WireFormats

@testable import Assessments

@Suite("Who may do what")
struct AccessTests {
    /// What each caller is answered on every route of one assessment.
    private func matrix(
        _ office: Office, _ id: String, _ callers: [(name: String, caller: Caller)]
    ) async throws -> [String] {
        let requests = [
            ("GET", "/api/agent-status/\(id)"), ("GET", "/api/results/\(id)"),
            ("POST", "/api/assessments/\(id)/retry"), ("POST", "/api/assessments/\(id)/cancel"),
        ]
        var rows: [String] = []
        for (name, caller) in callers {
            var statuses: [String] = []
            for (method, path) in requests {
                statuses.append("\(try await office.ask(method, path, as: caller).status)")
            }
            rows.append("\(name): \(statuses.joined(separator: " "))")
        }
        return rows
    }

    private static let everybody: [(name: String, caller: Caller)] = [
        ("owner", .alice), ("other", .bob), ("staff", .user(id: "sam", groups: ["Staff"])),
        ("nearly the owner", .user(id: "Alice", groups: [])), ("admin", .admin), ("anonymous", .anonymous),
    ]

    @Test("a caller whose id is longer than a key is told so on every route")
    func longID() async throws {
        let office = try await Office()
        let id = try await office.submit()
        let caller = Caller.user(id: String(repeating: "x", count: 2049), groups: [])
        let requests = [
            ("POST", "/api/submit-assessment"), ("GET", "/api/assessments"), ("GET", "/api/agent-status/\(id)"),
            ("GET", "/api/results/\(id)"), ("POST", "/api/assessments/\(id)/cancel"),
            ("POST", "/api/assessments/\(id)/retry"),
        ]
        for (method, path) in requests {
            let body: JSON? = path == "/api/submit-assessment" ? ["client_name": "C", "requirements": "R"] : nil
            let answer = try await office.ask(method, path, body, as: caller)
            #expect(answer.status == 400 && answer.body.text.contains("user_id"), "\(path): \(answer.body.text)")
        }
    }

    @Test("where callers sign in, an assessment is its owner's and administrators'")
    func required() async throws {
        let office = try await Office()
        let id = try await office.submit()
        try await office.set(id, ["document_keys": .list([.string("\(id)/sow.docx")])])
        #expect(
            try await matrix(office, id, Self.everybody) == [
                "owner: 200 200 200 200", "other: 404 404 404 404", "staff: 404 404 404 404",
                "nearly the owner: 404 404 404 404", "admin: 200 200 200 200", "anonymous: 401 401 401 401",
            ])
    }

    @Test("where callers sign in, an item of the original is administrators'")
    func unowned() async throws {
        let office = try await Office()
        try await office.set("old", ["status": "PROCESSING", "document_keys": .list(["old/sow.docx"])])
        #expect(
            try await matrix(office, "old", Self.everybody) == [
                "owner: 404 404 404 404", "other: 404 404 404 404", "staff: 404 404 404 404",
                "nearly the owner: 404 404 404 404", "admin: 200 200 200 200", "anonymous: 401 401 401 401",
            ])
    }

    @Test("where nobody signs in, what anonymous callers share is open, what is a user's is not")
    func open() async throws {
        let office = try await Office(mode: .open)
        let shared = try await office.submit(as: .anonymous)
        let own = try await office.submit(as: .alice)
        try await office.set("old", ["status": "PROCESSING", "document_keys": .list(["old/sow.docx"])])
        for id in [shared, own] { try await office.set(id, ["document_keys": .list([.string("\(id)/sow.docx")])]) }
        let callers: [(name: String, caller: Caller)] = [
            ("anonymous", .anonymous), ("user", .alice), ("other", .bob), ("admin", .admin),
        ]
        #expect(
            try await matrix(office, shared, callers) == [
                "anonymous: 200 200 200 200", "user: 404 404 404 404", "other: 404 404 404 404",
                "admin: 200 200 200 200",
            ])
        #expect(
            try await matrix(office, own, callers) == [
                "anonymous: 404 404 404 404", "user: 200 200 200 200", "other: 404 404 404 404",
                "admin: 200 200 200 200",
            ])
        #expect(
            try await matrix(office, "old", callers) == [
                "anonymous: 200 200 200 200", "user: 200 200 200 200", "other: 200 200 200 200",
                "admin: 200 200 200 200",
            ])
    }

    @Test("where callers sign in, nobody submits or lists without")
    func anonymous() async throws {
        let office = try await Office()
        let refusal = Answer(401, ["error": "Please sign in", "message": "Please sign in"])
        #expect(
            try await office.ask("POST", "/api/submit-assessment", Office.submission, as: .anonymous) == refusal)
        #expect(try await office.ask("GET", "/api/assessments", as: .anonymous) == refusal)
        #expect(office.tables.calls == 0)
        #expect(office.queued.isEmpty)
    }
}
