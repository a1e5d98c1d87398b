import AWSCore
import Application
import ApplicationTestSupport
import HTTPTransport
import Logging
import SystemTestSupport
import Tables
import TestSupport
import Testing
import Twilio
import WireFormats

@testable import LocalCloud

/// The whole program with every system on, as it is deployed: whoever asks over HTTP needs an authorizer's claims. Alice has
/// belongings in every system; what she wrote holds ``Belongings/secret``.
struct AttackedApplication: Sendable {
    let application: TestApplication
    let ids: Belongings
    private let tables: SQLiteTables
    private let names: [String]

    /// - Parameters:
    ///   - environment: beside what turns every system on.
    ///   - logger: takes the place of the one that ``TestApplication`` keeps.
    static func with(
        _ environment: [String: String] = [:], logger: Logger? = nil,
        _ body: (AttackedApplication) async throws -> Void
    ) async throws {
        let (cloud, servers) = try await standIns()
        let outcome: Result<Void, any Error>
        do {
            let application = try TestApplication(
                cloud.environment.merging(environment) { $1 }, logger: logger)
            outcome = .success(try await body(AttackedApplication(application)))
        } catch {
            outcome = .failure(error)
        }
        for server in servers { await server.stop() }
        cloud.elsewhere.stop()
        try outcome.get()
    }

    var doors: [Door] { Doors(ids: ids).all }

    // MARK: - Around it

    private struct StandIns {
        var environment: [String: String]
        /// Lambda, which takes every event and runs none, and Twilio.
        var elsewhere: ScriptedServer
    }

    private static func standIns() async throws -> (StandIns, [LoopbackServer]) {
        let credentials = AWSCredentials(accessKeyID: "test", secretAccessKey: "test")
        func signatures(_ service: String) -> SignatureCheck {
            SignatureCheck(service: service, region: "us-east-1", credentials: credentials, now: SystemClock.now)
        }
        let elsewhere = try ScriptedServer { request in
            if request.target.hasSuffix("/invocations") { return ScriptedResponse(status: 202) }
            return ScriptedResponse(
                status: 201, text: (["sid": .string("SM" + Doors.sid), "status": "queued"] as JSON).text)
        }
        let buckets = ["exports", "artifacts", "templates"]
        let objects = S3Service(
            objects: MemoryObjectStore(buckets: Set(buckets)), signatures: signatures("s3"), now: SystemClock.now)
        let s3 = try await LoopbackServer.start(
            maximumBodySize: S3Service.maximumBodySize, respond: objects.respond)
        let models = BedrockModelService(signatures: signatures("bedrock"), pause: .zero)
        let bedrock = try await LoopbackServer.start(
            maximumBodySize: BedrockModelService.maximumBodySize, answer: models.answer)
        let environment = [
            "AUTH_MODE": "required", "CURSOR_KEY": "0123456789abcdef0123456789abcdef",
            "ALLOWED_ORIGINS": "https://chat.example.com,http://localhost:8080", "MODEL_ID": "local-model",
            "SESSION_S3_DOWNLOAD": buckets[0], "ARTIFACTS_BUCKET_NAME": buckets[1], "TEMPLATES_BUCKET_NAME": buckets[2],
            "AWS_ENDPOINT_URL_S3": s3.url, "AWS_ENDPOINT_URL_BEDROCK_RUNTIME": bedrock.url,
            "AWS_ENDPOINT_URL_LAMBDA": elsewhere.url, "TWILIO_ACCOUNT_SID": Doors.account,
            "TWILIO_AUTH_TOKEN": Doors.token, "TWILIO_FROM": "whatsapp:+14155238886",
            "TWILIO_BASE_URL": elsewhere.url, "PUBLIC_BASE_URL": Doors.baseURL,
        ]
        return (StandIns(environment: environment, elsewhere: elsewhere), [s3, bedrock])
    }

    // MARK: - What alice has

    private init(_ application: TestApplication) async throws {
        self.application = application
        let configuration = try Configuration(environment: application.environment)
        let schema = ApplicationSchema(configuration)
        guard case .sqlite(let path) = configuration.store else {
            throw ChildProcess.Failure(description: "the store is not SQLite")
        }
        tables = try SQLiteTables(path: path, schemas: schema.tables, clock: SystemClock.now)
        names = schema.tables.map(\.name)
        ids = try await Self.fill(application)
    }

    private static func fill(_ application: TestApplication) async throws -> Belongings {
        var ids = Belongings()
        let secret = JSON.string("Lisbon \(Belongings.secret)")
        func ask(_ method: String, _ path: String, _ body: JSON, as person: Person = .alice) async throws -> JSON {
            let request = AttackRequest(method: method, template: path, body: body.serialized())
            let event = try await application.invoke(GatewayKind.http.event(request, from: person))
            guard let answer = AttackAnswer(event), answer.status == 200, let json = answer.json else {
                throw ChildProcess.Failure(description: "\(method) \(path): \(event.text)")
            }
            return json
        }
        func direct(_ arguments: JSON) async throws -> JSON { try await application.invoke(arguments) }

        for (session, message) in [(ids.chatSession, ids.message), (ids.otherChatSession, ids.otherMessage)] {
            _ = try await ask(
                "POST", "/user-session",
                [
                    "operation": "add_new_session_with_first_message", "session_id": .string(session),
                    "message_id": .string(message), "title": secret,
                    "new_chat_entry": ["user_prompt": secret, "bot_response": secret],
                ])
            _ = try await ask(
                "POST", "/user-feedback",
                [
                    "feedbackData": [
                        "sessionId": .string(session), "messageId": .string(message), "feedbackType": "positive",
                        "feedbackMessage": secret,
                    ]
                ])
        }
        let review = try await ask(
            "POST", "/user-session",
            [
                "operation": "update_review_session", "session_id": .string(ids.chatSession), "review_id": "",
                "comments": secret,
            ], as: .ada)
        ids.review = review["review_id"]?.string ?? ""

        for _ in 0..<2 {
            let submitted = try await ask(
                "POST", "/api/submit-assessment", ["client_name": secret, "requirements": secret])
            ids.assessment = submitted["session_id"]?.string ?? ""
        }

        let text = "Lisbon \(Belongings.secret)"
        let chats = [ids.chat, ids.otherChat, ids.deletedChat].map { Doors.exported($0, text, text) }
        _ = try await ask("POST", "/api/import", ["version": 1, "sessions": .array(chats)])
        for chat in [ids.chat, ids.otherChat] {
            _ = try await ask("POST", "/api/generate", ["session_id": .string(chat), "prompt": secret])
        }
        _ = try await ask("DELETE", "/api/sessions/\(ids.deletedChat)", nil)

        _ = try await ask("POST", "/session", ["session_id": .string(ids.memory)])
        _ = try await ask(
            "POST", "/user-session",
            [
                "operation": "memory.add_message", "session_id": .string(ids.memory), "role": "user", "text": secret,
            ])

        for phone in [ids.otherPhone, ids.phone] {
            let message: JSON = [
                "operation": "whatsapp.add_message", "phone_number": .string(phone), "content": secret,
                "direction": "outbound",
            ]
            _ = try await direct(message)
            let session = try await direct(message)
            ids.whatsAppSession = session["session_id"]?.string ?? ""
            ids.whatsAppMessage = session["messages"]?[0]?["id"]?.string ?? ""
        }
        return ids
    }

    // MARK: - What attacks look at

    /// Every item of every table.
    func items() async throws -> Set<StoredItem> {
        var items: Set<StoredItem> = []
        for name in names {
            var scan = Scan(table: name)
            repeat {
                let page = try await tables.scan(scan)
                for item in page.items { items.insert(StoredItem(table: name, item: item)) }
                scan.startKey = page.lastKey
            } while scan.startKey != nil
        }
        return items
    }

    /// Sends a request, and checks what must hold for every answer: no failure of ours, nothing that breaks out of a header,
    /// nothing in the log that somebody wrote.
    func send(
        _ request: AttackRequest, as person: Person?, by gateway: GatewayKind = .http,
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws -> AttackAnswer {
        let event = try await application.invoke(gateway.event(request, from: person))
        let answer = try #require(AttackAnswer(event), "\(event.text.prefix(500))", sourceLocation: sourceLocation)
        let question = Comment(
            "\(request.method) \(request.path) \(String(decoding: request.body.prefix(200), as: UTF8.self)): \(answer)")
        #expect(answer.status < 500, question, sourceLocation: sourceLocation)
        #expect(!answer.isMalformed, question, sourceLocation: sourceLocation)
        #expect(answer["Access-Control-Allow-Credentials"] == nil, question, sourceLocation: sourceLocation)
        return answer
    }

    /// Lines of the log.
    var log: [String] { application.log.lines }

    /// Those that hold what nobody may read there.
    var indiscreetLines: [String] {
        let words = [
            Belongings.secret, Doors.token, String(ids.phone.dropFirst()), String(ids.otherPhone.dropFirst()),
        ]
        return log.filter { line in words.contains { line.contains($0) } }
    }
}
