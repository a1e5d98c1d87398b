import AWSServices
import Gateway
import Synchronization
import SystemTestSupport
import Tables
import TestSupport
import Testing
import WireFormats

@testable import Assessments

@Suite("POST /api/submit-assessment")
struct SubmitTests {
    private static let path = "/api/submit-assessment"

    @Test("is answered as the original did, with the place to look in the headers")
    func accepted() async throws {
        let office = try await Office()
        let response = try await office.send("POST", Self.path, Office.submission)
        guard case .json(let body) = response.body, let id = body["session_id"]?.string else {
            Issue.record("no id in \(response.body)")
            return
        }
        #expect(response.status == 200)
        #expect(
            body == [
                "session_id": .string(id), "status": "PENDING",
                "message": "Assessment request received. Processing in background.",
                "poll_url": .string("/api/agent-status/\(id)"),
            ])
        #expect(body.object?.keys == ["session_id", "status", "message", "poll_url"])
        #expect(id.wholeMatch(of: #/[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/#) != nil)
        #expect(response.headers["Location"] == "/api/agent-status/\(id)")
        #expect(response.headers["Retry-After"] == "2")
        #expect(response.headers["Access-Control-Expose-Headers"] == "ETag, Location, Retry-After")
        #expect(office.queued.count == 1)
        #expect(office.queued[0]["session_id"]?.string == id)
    }

    @Test("takes one write and one invocation")
    func cost() async throws {
        let office = try await Office()
        office.tables.reset()
        _ = try await office.submit()
        #expect(office.tables.calls == 1)
        #expect(office.queued.count == 1)
    }

    @Test("what is not said has the original's defaults, in the item, the event and the status")
    func defaults() async throws {
        let office = try await Office()
        let id = try await office.submit(["client_name": "Acme", "requirements": "R", "industry": nil])
        #expect(
            office.queued == [
                [
                    "action": "PROCESS_AGENT_WORKFLOW", "session_id": .string(id), "client_name": "Acme",
                    "project_name": "", "industry": "", "requirements": "R", "duration": "", "team_size": 1,
                ]
            ])
        let status = try await office.status(id)
        #expect(status["team_size"] == 1)
        #expect(status["industry"] == "")
        let row = try #require(try await office.row(id))
        #expect(row["team_size"] == .number("1"))
        #expect(row["requirements_data"] == #"{"raw_requirements":"R"}"#)
        #expect(row["status"] == "PENDING")
        #expect(row["current_stage"] == "Initializing")
        #expect(row["progress"] == .number("0"))
        #expect(row["ttl"] == nil)
    }

    @Test("the text of a number is taken for team_size")
    func numericString() async throws {
        let office = try await Office()
        let id = try await office.submit(["client_name": "Acme", "requirements": "R", "team_size": "7"])
        #expect(try await office.status(id)["team_size"] == 7)
        #expect(try await office.row(id)?["team_size"] == .number("7"))
    }

    @Test("assessments expire where that is set")
    func retention() async throws {
        let office = try await Office(options: .init(retentionDays: 30))
        let id = try await office.submit()
        let expiry = try #require(try await office.row(id)?["ttl"]?.int)
        #expect(abs(expiry - office.clock.now().seconds - 30 * 86_400) < 86_400)
    }

    private static let refusals: [(body: String, status: Int, error: String)] = [
        ("", 400, "The body must be a JSON object, but it is empty"),
        ("null", 400, "The body must be a JSON object, not null"),
        ("[]", 400, "Missing required fields: client_name and requirements"),
        ("\"text\"", 400, "The body must be a JSON object, not a string"),
        ("7", 400, "The body must be a JSON object, not a number"),
        ("{}", 400, "Missing required fields: client_name and requirements"),
        (#"{"client_name":"A"}"#, 400, "Missing required fields: client_name and requirements"),
        (#"{"requirements":"R"}"#, 400, "Missing required fields: client_name and requirements"),
        (#"{"client_name":null,"requirements":"R"}"#, 400, "Missing required fields: client_name and requirements"),
        (#"{"client_name":" ","requirements":"R"}"#, 400, "Missing required fields: client_name and requirements"),
        (#"{"client_name":"A","requirements":"\n"}"#, 400, "Missing required fields: client_name and requirements"),
        (#"{"client_name":7,"requirements":"R"}"#, 400, "client_name must be a string, not a number"),
        (#"{"client_name":"A","requirements":["R"]}"#, 400, "requirements must be a string, not an array"),
        (
            #"{"client_name":"A","requirements":"R","industry":{}}"#, 400,
            "industry must be a string, not an object"
        ),
        (
            #"{"client_name":"A","requirements":"R","team_size":"five"}"#, 400,
            "team_size must be an integer from 1 to 1000000"
        ),
        (
            #"{"client_name":"A","requirements":"R","team_size":0}"#, 400,
            "team_size must be an integer from 1 to 1000000"
        ),
        (
            #"{"client_name":"A","requirements":"R","duration":"\#(String(repeating: "d", count: 1001))"}"#, 400,
            "duration must be at most 1000 bytes long"
        ),
        (
            #"{"client_name":"A","requirements":"\#(String(repeating: "r", count: 200_000))"}"#, 413,
            "requirements must take at most 200000 bytes as JSON text"
        ),
    ]

    @Test("what makes no sense is refused with the field's name, and nothing is written or started")
    func refused() async throws {
        let office = try await Office()
        office.tables.reset()
        for (body, status, error) in Self.refusals {
            let answer = Answer(try await office.send("POST", Self.path, raw: Array(body.utf8)))
            #expect(answer == Answer(status, ["error": .string(error), "message": .string(error)]))
        }
        for body in ["{", #"{"client_name":"A","requirements":"R""#, "client_name=A", "\u{FEFF}{", #"{"a":1}{}"#] {
            let answer = Answer(try await office.send("POST", Self.path, raw: Array(body.utf8)))
            #expect(answer.status == 400)
            #expect(answer.body["error"]?.string?.hasPrefix("The body must be a JSON object: ") == true)
            #expect(answer.body["message"] == answer.body["error"])
        }
        let notUTF8 = Answer(try await office.send("POST", Self.path, raw: [0x7B, 0x22, 0xFF, 0x22, 0x3A, 0x31, 0x7D]))
        #expect(notUTF8.status == 400)
        #expect(office.tables.calls == 0)
        #expect(office.queued.isEmpty)
    }

    @Test("bodies that are damaged anywhere are answered, never with 500", arguments: 0..<20)
    func damaged(seed: Int) async throws {
        let office = try await Office()
        var mutation = Mutation(seed: UInt64(seed))
        for _ in 0..<50 {
            let body = mutation.mutate(Office.submission)
            let answer = Answer(try await office.send("POST", Self.path, raw: body))
            #expect([200, 400, 413].contains(answer.status), "\(String(decoding: body, as: UTF8.self))")
        }
        #expect(office.tables.calls == office.queued.count)
    }

    @Test("storage that is down is told as such, and nothing is started")
    func storageDown() async throws {
        let office = try await Office()
        office.tables.reset { _ throws(TableError) in throw TableError(.unavailable(mayHaveWritten: false), "down") }
        let answer = try await office.ask("POST", Self.path, Office.submission)
        #expect(answer.status == 503)
        #expect(answer.body["error"] == answer.body["message"])
        #expect(office.queued.isEmpty)
    }
}

@Suite("A submission whose workflow cannot be started")
struct StartFailureTests {
    private static let path = "/api/submit-assessment"

    @Test("is answered with 500 and the id, and its item says so")
    func failure() async throws {
        let office = try await Office()
        office.startFailures.withLock { $0 = 1 }
        let answer = try await office.ask("POST", Self.path, Office.submission)
        let id = try #require(answer.body["session_id"]?.string)
        #expect(
            answer
                == Answer(
                    500,
                    [
                        "session_id": .string(id), "error": "Failed to start workflow",
                        "message": "Failed to start workflow",
                        "details": "The function could not be invoked. Please try again.",
                    ]))
        let status = try await office.status(id)
        #expect(status["status"] == "ERROR")
        #expect(status["current_stage"] == "Initializing")
        #expect(status["progress"] == 0)
        #expect(
            status["error_message"]
                == "Failed to start async workflow: The function could not be invoked. Please try again.")
        #expect(status["error_code"] == "START_FAILED")
        #expect(status["retryable"] == true)
        #expect(try await office.row(id)?["lease_until"] == nil)
    }

    @Test("starts with a repeat under the same Idempotency-Key, under the same id")
    func repeated() async throws {
        let office = try await Office()
        let headers: HTTPHeaders = ["Idempotency-Key": "K1"]
        office.startFailures.withLock { $0 = 2 }
        let first = try await office.ask("POST", Self.path, Office.submission, headers: headers)
        let second = try await office.ask("POST", Self.path, Office.submission, headers: headers)
        #expect(first.status == 500)
        #expect(second == first)
        #expect(office.queued.isEmpty)
        office.tables.reset()
        let id = try await office.submit(headers: headers)
        #expect(office.tables.calls <= 3)
        #expect(id == first.body["session_id"]?.string)
        #expect(office.queued.map { $0["session_id"] } == [.string(id)])
        let status = try await office.status(id)
        #expect(status["status"] == "PENDING")
        #expect(status["error_message"] == .null)
        #expect(status["error_code"] == .null)
        #expect(try await office.row(id)?["lease_until"] != nil)
    }

    @Test("is not marked as failed when a worker has it all the same")
    func startedAllTheSame() async throws {
        let office = try await Office([.steps([.stall])])
        office.startFailures.withLock { $0 = 1 }
        let claimed = office.service.store
        // The event was queued although its answer was lost: a worker begins before the failure is written down.
        office.tables.reset { call throws(TableError) in
            guard call.name == "update", call.moment == .before, call.number == 2 else { return }
            guard let row = try await office.tables.scan(Scan(table: Office.schema.assessments)).items.first,
                let id = row["session_id"]?.string
            else { return }
            office.tables.reset()
            _ = try? await claimed.claim(id)
        }
        let answer = try await office.ask("POST", Self.path, Office.submission)
        #expect(answer.status == 500)
        let id = try #require(answer.body["session_id"]?.string)
        #expect(try await office.status(id)["status"] == "PROCESSING")
        #expect(try await office.row(id)?["lease_owner"] != nil)
    }
}

@Suite("Idempotency-Key")
struct IdempotencyTests {
    private static let path = "/api/submit-assessment"
    private static let keyed: HTTPHeaders = ["Idempotency-Key": "K1"]

    private func rows(_ office: Office) async throws -> Int {
        try await office.tables.scan(Scan(table: Office.schema.assessments)).items.count
    }

    @Test("is free again once what it stood for has expired, with nothing left of that")
    func expired() async throws {
        let office = try await Office([.steps(Office.happySteps)], options: Assessments.Options(retentionDays: 1))
        let id = try await office.submit(headers: Self.keyed)
        try await office.work(id)
        try await office.set(id, ["ttl": 1])
        for event in try await office.tables.query(
            Query(table: Office.schema.events, partition: .string(id))
        ).items {
            var event = event
            #expect(event["ttl"] != nil)
            event["ttl"] = 1
            try await office.tables.put(Office.schema.events, item: event)
        }
        #expect(try await office.ask("GET", "/api/agent-status/\(id)").status == 404)
        let other: JSON = ["client_name": "Other Ltd", "requirements": "Something else"]
        #expect(try await office.submit(other, headers: Self.keyed) == id)
        #expect(try await office.status(id)["client_name"] == "Other Ltd")
        #expect(try await office.status(id)["status"] == "PENDING")
        #expect(try await office.events(id) == [])
    }

    @Test("the same request again has the same answer, is stored once and invokes nobody once a worker has begun")
    func same() async throws {
        let office = try await Office([.steps(Office.happySteps)])
        let first = try await office.send("POST", Self.path, Office.submission, headers: Self.keyed)
        let id = try #require(Answer(first).body["session_id"]?.string)
        try await office.work(id)
        let invoked = office.queued.count
        office.tables.reset()
        let second = try await office.send("POST", Self.path, Office.submission, headers: Self.keyed)
        #expect(office.tables.calls <= 3)
        #expect(second == first)
        #expect(office.queued.count == invoked)
        #expect(try await rows(office) == 1)
    }

    @Test("a repeat before any worker has begun starts one, in case the first request died")
    func notBegun() async throws {
        let office = try await Office()
        let first = try await office.submit(headers: Self.keyed)
        let second = try await office.submit(headers: Self.keyed)
        #expect(first == second)
        #expect(office.queued.count == 2)
        #expect(office.queued[0] == office.queued[1])
    }

    @Test("the same values written in another way are the same request")
    func reordered() async throws {
        let office = try await Office()
        let first = try await office.submit(headers: Self.keyed)
        var members = (Office.submission.object ?? [:]).map { ($0.key, $0.value) }.reversed().map { $0 }
        members.append(("unknown", "ignored"))
        #expect(try await office.submit(.object(JSONObject(members)), headers: Self.keyed) == first)
    }

    @Test("the key with another body is refused with 422, and the first assessment stays")
    func otherBody() async throws {
        let office = try await Office()
        let id = try await office.submit(headers: Self.keyed)
        let before = try await office.row(id)
        let answer = try await office.ask(
            "POST", Self.path, ["client_name": "Other", "requirements": "R"], headers: Self.keyed)
        let text: JSON = "The Idempotency-Key was used with another body"
        #expect(answer == Answer(422, ["error": text, "message": text]))
        #expect(try await office.row(id) == before)
        #expect(try await rows(office) == 1)
        #expect(office.queued.count == 1)
    }

    @Test("two users' keys are two keys, and so are different ones of one user")
    func otherUser() async throws {
        let office = try await Office()
        let ids = [
            try await office.submit(headers: Self.keyed, as: .alice),
            try await office.submit(headers: Self.keyed, as: .bob),
            try await office.submit(headers: ["Idempotency-Key": "k1"], as: .alice),
            try await office.submit(headers: [:], as: .alice), try await office.submit(headers: [:], as: .alice),
            try await office.submit(headers: ["Idempotency-Key": ""], as: .alice),
        ]
        #expect(Set(ids).count == 6)
        #expect(try await rows(office) == 6)
    }

    @Test("anonymous callers share a user where nobody signs in")
    func anonymous() async throws {
        let office = try await Office(mode: .open)
        let first = try await office.submit(headers: Self.keyed, as: .anonymous)
        #expect(try await office.submit(headers: Self.keyed, as: .anonymous) == first)
    }

    @Test("a key of 256 bytes is taken, a longer one is refused")
    func length() async throws {
        let office = try await Office()
        _ = try await office.submit(headers: ["Idempotency-Key": String(repeating: "k", count: 256)])
        let answer = try await office.ask(
            "POST", Self.path, Office.submission, headers: ["Idempotency-Key": String(repeating: "k", count: 257)])
        #expect(answer.status == 400)
        #expect(answer.body["error"] == "Idempotency-Key must be at most 256 bytes long")
        #expect(try await rows(office) == 1)
    }

    @Test("of many requests at once with one key, all have the same answer and one is stored")
    func concurrent() async throws {
        let office = try await Office()
        let ids = try await withThrowingTaskGroup(of: String.self) { group in
            for _ in 0..<20 { group.addTask { try await office.submit(headers: Self.keyed) } }
            return try await group.reduce(into: Set<String>()) { $0.insert($1) }
        }
        #expect(ids.count == 1)
        #expect(try await rows(office) == 1)
    }
}
