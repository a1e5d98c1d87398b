import Application
import ApplicationTestSupport
import Gateway
import HTTPTransport
import LambdaRuntime
import SystemTestSupport
import Testing
import WireFormats

@Suite("Dispatch")
struct DispatcherTests {
    private static let create: JSON = [
        "operation": "add_new_session_with_first_message", "user_id": "alice", "session_id": "s-1", "title": "Lisbon",
        "new_chat_entry": ["user_prompt": "What should I see?", "bot_response": "The Alfama."],
    ]

    @Test("an operation in a body alone, at the top level and over HTTP reaches the same session")
    func callingStyles() async throws {
        let application = try TestApplication(["AUTH_MODE": "required", "CURSOR_KEY": "0123456789abcdef"])
        let created = try await application.call(Self.create)
        #expect(created.status == 200)
        let question: JSON = ["operation": "get_session", "user_id": "alice", "session_id": "s-1"]
        let inBody = try await application.call(question)
        let atTop = try await application.invoke(question)
        let overHTTP = try await application.invoke(HTTPFixture.request(body: question, user: "alice"))
        #expect(inBody.body["pk_session_id"] == "s-1")
        #expect(atTop["body"]?.string == inBody.body.text)
        #expect(overHTTP["body"]?.string == inBody.body.text)
    }

    @Test("the claims of an HTTP request beat the user that its body names")
    func claimsBeatTheBody() async throws {
        let application = try TestApplication(["AUTH_MODE": "required", "CURSOR_KEY": "0123456789abcdef"])
        _ = try await application.call(Self.create)
        let question: JSON = ["operation": "get_session", "user_id": "alice", "session_id": "s-1"]
        let foreign = try await application.invoke(HTTPFixture.request(body: question, user: "mallory"))
        #expect(foreign["statusCode"] == 200 && foreign["body"] == "{}")
    }

    @Test("an HTTP request without an authorizer is refused where one is required")
    func anonymous() async throws {
        let application = try TestApplication(["AUTH_MODE": "required", "CURSOR_KEY": "0123456789abcdef"])
        let answer = try await application.invoke(HTTPFixture.request(body: Self.create, user: nil))
        #expect(answer["statusCode"] == 401)
    }

    @Test("a body over HTTP that holds an action is no action")
    func actionInABody() async throws {
        let application = try TestApplication()
        let answer = try await application.invoke(HTTPFixture.request(body: ["action": "SWEEP"], user: nil))
        #expect(answer["statusCode"] == 400)
    }

    @Test("a known action is carried out, and its result is the invocation's")
    func action() async throws {
        let application = try TestApplication()
        #expect(
            try await application.invoke(["action": "SWEEP"] as JSON) == [
                "restarted": 0, "failed": 0, "removed_chats": 0, "removed_context_sessions": 0,
                "started_replies": 0, "expired_sessions": 0,
            ])
        let answer = try await application.invoke(
            ["action": "PROCESS_AGENT_WORKFLOW", "session_id": "nobody"] as JSON)
        #expect(answer["statusCode"] == 404)
    }

    @Test("assessments without tables say what is missing, and their actions are unknown")
    func assessmentsOff() async throws {
        let application = try TestApplication([
            "AUTH_MODE": "open", "COLLOQUY_STORE": "dynamodb", "AWS_ENDPOINT_URL": "http://127.0.0.1:9",
        ])
        let answer = try await application.invoke(
            HTTPFixture.request(path: "/api/submit-assessment", body: [:], user: nil))
        #expect(answer["statusCode"] == 503)
        #expect(answer["body"]?.string?.contains("SESSIONS_TABLE_NAME") == true)
        await #expect(throws: UnknownAction(name: "SWEEP")) {
            _ = try await application.invoke(["action": "SWEEP"] as JSON)
        }
    }

    @Test("an unknown action fails the invocation, by a name that Lambda shows")
    func unknownAction() async throws {
        let application = try TestApplication()
        await #expect(throws: UnknownAction(name: "REPAINT")) {
            _ = try await application.invoke(["action": "REPAINT"] as JSON)
        }
        #expect(UnknownAction(name: "REPAINT").errorType == "UnknownAction")
    }

    @Test(
        "an event to itself that lacks a member is no function error, as another delivery cannot help; log and metric have it",
        arguments: [
            (["action": "PROCESS_AGENT_WORKFLOW"], "session_id is required"),
            (["action": "PROCESS_AGENT_WORKFLOW", "session_id": 7], "session_id must be a string"),
            (
                ["action": "PROCESS_AGENT_WORKFLOW", "session_id": "new", "requirements": 7],
                "requirements must be a string"
            ),
            (["action": "SUMMARIZE_CHAT"], "session_id is required"),
            (["action": "SUMMARIZE_CHAT", "session_id": "s"], "owner is required"),
            (["action": "SUMMARIZE_CHAT", "session_id": "s", "owner": ["a": 1]], "owner must be a string"),
            (["action": "SEND_REPLY"], "session_id is required"),
            (["action": "SEND_REPLY", "session_id": "s"], "message_sid is required"),
            (["action": "SEND_REPLY", "session_id": "s", "message_sid": ""], "message_sid must not be empty"),
        ] as [(JSON, String)])
    func unusableEvent(event: JSON, reason: String) async throws {
        let application = try TestApplication()
        let metrics = InvocationMetrics()
        let answer = try JSON(parsing: try await application.invoke(event.serialized(), metrics: metrics))
        #expect(answer.text.contains(reason), "\(answer.text)")
        #expect(metrics.summary.hasFailed)
        #expect(
            application.log.lines.contains {
                $0.hasPrefix("error An event could not be used") && $0.contains(reason)
            }, "\(application.log.text)")
    }

    @Test("an event to itself that storage fails is a function error, so that it comes again")
    func failedEvent() async throws {
        let application = try TestApplication([
            "AUTH_MODE": "open", "COLLOQUY_STORE": "dynamodb", "CONVERSATIONS_TABLE": "conversations",
            "AWS_ENDPOINT_URL": "http://127.0.0.1:9", "MODEL_ID": "model",
        ])
        await #expect(throws: Failure.self) {
            _ = try await application.invoke(
                ["action": "SUMMARIZE_CHAT", "session_id": "s", "owner": "o"] as JSON)
        }
    }

    @Test("a request refused before it is routed is answered in the shape that the path's clients read")
    func refusedBeforeRouting() async throws {
        let application = try TestApplication()
        for (path, body) in [("/user-session", #""body is not"#), ("/nowhere", #"{"error":"body is not"#)] {
            var event = HTTPFixture.request(path: path).object ?? [:]
            event["body"] = "?"
            event["isBase64Encoded"] = true
            let answer = try await application.invoke(.object(event))
            #expect(answer["statusCode"] == 400)
            #expect(answer["body"]?.string?.hasPrefix(body) == true, "\(answer.text)")
        }
    }

    @Test("an answer that its gateway would not take is a 413 in the shape that the path's clients read")
    func tooLargeForTheGateway() async throws {
        let application = try TestApplication()
        let text = JSON.string(String(repeating: "z", count: 300 * 1024))
        for number in 0..<4 {
            let entry: JSON = ["user_prompt": .string("\(number)"), "bot_response": text]
            let body: JSON = [
                "operation": .string(
                    number == 0 ? "add_new_session_with_first_message" : "add_message_to_existing_session"),
                "session_id": "s-1", "title": "Long", "new_chat_entry": entry,
            ]
            _ = try await application.invoke(HTTPFixture.request(body: body))
        }
        let question: JSON = ["operation": "get_session", "session_id": "s-1"]
        let answer = try await application.invoke([
            "requestContext": ["elb": ["targetGroupArn": "arn"]], "httpMethod": "POST", "path": "/user-session",
            "headers": [:], "body": .string(question.text), "isBase64Encoded": false,
        ])
        #expect(answer["statusCode"] == 413)
        #expect(
            answer["body"]?.string?.hasPrefix(#""The answer is larger than 1048576 bytes"#) == true,
            "\(answer.text.prefix(300))")
    }

    @Test("a direct caller gets the header that the original always sent, and only where every origin is allowed")
    func directHeaders() async throws {
        for (origins, header) in [("*", "*"), ("https://chat.example.com", nil)] as [(String, JSON?)] {
            let application = try TestApplication(["AUTH_MODE": "open", "ALLOWED_ORIGINS": origins])
            let answer = try await application.invoke(["operation": "nothing"] as JSON)
            #expect(answer["headers"]?["Access-Control-Allow-Origin"] == header)
            #expect(answer["headers"]?["Vary"] == nil)
        }
    }

    @Test("a schedule without an action fails the invocation, since nobody would read an answer")
    func scheduleWithoutAction() async throws {
        let application = try TestApplication()
        await #expect(throws: EventRejection.self) {
            _ = try await application.invoke(["source": "aws.events", "detail-type": "Scheduled Event"] as JSON)
        }
    }

    @Test(
        "an event of a service fails the invocation with the service's name",
        arguments: [
            (["Records": [["EventSource": "aws:sns", "Sns": ["Message": "x"]]]], "UnsupportedEvent.SNS"),
            (
                ["Records": [["eventSource": "aws:sqs", "messageId": "m", "body": "hello"]]],
                "UnsupportedEvent.SQS"
            ),
            (["Records": [["eventSource": "aws:s3"]]], "UnsupportedEvent.S3"),
            (["awslogs": ["data": "H4sI"]], "UnsupportedEvent.CloudWatchLogs"),
            (["source": "aws.events", "detail-type": "Scheduled Event"], "UnsupportedEvent.EventBridge"),
            (record(of: ["action": "SWEEP"]), "UnsupportedEvent.LambdaDestination"),
        ] as [(JSON, String)])
    func services(event: JSON, type: String) async throws {
        let application = try TestApplication()
        let error = await #expect(throws: EventRejection.self) { _ = try await application.invoke(event) }
        #expect(error?.errorType == type)
        #expect(error?.errorMessage.isEmpty == false)
    }

    // MARK: - The queue of failed events

    private static func record(of event: JSON) -> JSON {
        [
            "version": "1.0",
            "requestContext": [
                "requestId": "r", "functionArn": "arn:aws:lambda:us-east-1:123456789012:function:colloquy:$LATEST",
                "condition": "RetriesExhausted", "approximateInvokeCount": 3,
            ],
            "requestPayload": event, "responsePayload": ["errorMessage": "no"],
        ]
    }

    private static func queue(_ bodies: [JSON]) -> JSON {
        [
            "Records": .array(
                bodies.enumerated().map { position, body in
                    [
                        "messageId": .string("m\(position)"), "body": .string(body.string ?? body.text),
                        "eventSource": "aws:sqs",
                        "eventSourceARN": "arn:aws:sqs:us-east-1:123456789012:FailureQueue",
                    ]
                })
        ]
    }

    @Test("the queue of failed events is worked off, and what fails again is reported message by message")
    func failedEvents() async throws {
        let application = try TestApplication()
        let answer = try await application.invoke(
            Self.queue([
                Self.record(of: ["action": "SWEEP"]), Self.record(of: ["action": "NOTHING"]), ["action": "SWEEP"],
                "hello", Self.record(of: Self.record(of: ["action": "SWEEP"])),
            ]))
        #expect(
            answer == [
                "batchItemFailures": [["itemIdentifier": "m1"], ["itemIdentifier": "m3"], ["itemIdentifier": "m4"]]
            ])
        let errors = application.log.lines.filter { $0.contains("could not be worked off") }
        #expect(errors.count == 3)
        #expect(
            errors.first?.contains("UnknownAction") == true && errors.last?.contains("UnsupportedEvent.SQS") == true)
        #expect(
            try await application.invoke(Self.queue([Self.record(of: ["action": "SWEEP"])]))
                == ["batchItemFailures": []])
    }

    @Test("a failed event is done once however often its message comes")
    func failedEventTwice() async throws {
        let application = try TestApplication()
        let submission = try await application.invoke(
            HTTPFixture.request(
                path: "/api/submit-assessment", body: ["client_name": "Bakery", "requirements": "Orders"], user: nil))
        let id = try JSON(parsing: submission["body"]?.string ?? "")["session_id"]?.string ?? ""
        let message = Self.queue([Self.record(of: ["action": "PROCESS_AGENT_WORKFLOW", "session_id": .string(id)])])
        var states: [JSON?] = []
        for _ in 0..<2 {
            #expect(try await application.invoke(message) == ["batchItemFailures": []])
            let status = try await application.invoke(
                HTTPFixture.request(method: "GET", path: "/api/agent-status/\(id)"))
            states.append(try JSON(parsing: status["body"]?.string ?? "null")["status"])
        }
        #expect(states.count == 2 && states[0] == states[1])
    }

    @Test("what is no event of any kind gets a 400 that says what was expected", arguments: ["{}", "[]", "7", "{", ""])
    func unrecognised(event: String) async throws {
        let application = try TestApplication()
        let answer = try JSON(parsing: try await application.invoke(Array(event.utf8)))
        #expect(answer["statusCode"] == 400)
        #expect(answer["body"]?.string?.contains("event must") == true, "\(answer.text)")
    }

    @Test("an unknown path is a 404, and another method of a known one a 405 with what is allowed")
    func routes() async throws {
        let application = try TestApplication()
        let missing = try await application.invoke(HTTPFixture.request(method: "GET", path: "/nowhere"))
        #expect(missing["statusCode"] == 404)
        let wrong = try await application.invoke(HTTPFixture.request(method: "PATCH", path: "/user-feedback"))
        #expect(wrong["statusCode"] == 405)
        #expect(wrong["headers"]?["Allow"] == "DELETE, GET, HEAD, OPTIONS, POST")
    }

    @Test("an operation of context memory is the same by every door, and its value bare for a direct caller")
    func contextMemory() async throws {
        let application = try TestApplication()
        let create: JSON = ["operation": "memory.create_session", "session_id": "s"]
        #expect(try await application.invoke(create) == true)
        #expect(try await application.invoke(["body": .string(create.text)] as JSON) == false)
        let http = try await application.invoke(HTTPFixture.request(body: create))
        #expect(http["statusCode"] == 200 && http["body"]?.string == "false")
        // Somebody who is signed in has ids of their own.
        let ann = try await application.invoke(HTTPFixture.request(body: create, user: "ann"))
        #expect(ann["body"]?.string == "true")
        let unknown = try await application.call(["operation": "memory.forget"])
        #expect(unknown.status == 400 && unknown.body["field"] == "operation")
        #expect(unknown.body["detail"]?.string?.contains("memory.clear_session, memory.create_session") == true)
    }

    @Test("a system without its tables says that it is off, by operation and by route")
    func systemThatIsOff() async throws {
        let application = try TestApplication([
            "COLLOQUY_STORE": "dynamodb", "AUTH_MODE": "open", "AWS_REGION": "us-east-1",
        ])
        let byOperation = try await application.call(["operation": "get_session", "session_id": "s"])
        let byRoute = try await application.invoke(HTTPFixture.request(method: "GET", path: "/user-feedback"))
        let chats = try await application.invoke(HTTPFixture.request(method: "GET", path: "/api/session_names/"))
        #expect(byOperation.status == 503 && byRoute["statusCode"] == 503)
        #expect(chats["statusCode"] == 503)
        #expect(chats["body"]?.string == #"{"detail":"Web chat is off: CONVERSATIONS_TABLE is not set"}"#)
        #expect(byOperation.body.string?.contains("SESSION_TABLE") == true)
        let off: JSON = [
            "detail": "Context memory is off: neither REDIS_URL or REDIS_HOST nor CONVERSATIONS_TABLE is set"
        ]
        let memory = try await application.call(["operation": "memory.get_session", "session_id": "s"])
        #expect(memory.status == 503 && memory.body == off)
        let query = try await application.invoke(HTTPFixture.request(path: "/query", body: ["query": "Hi"]))
        #expect(query["statusCode"] == 503 && query["body"]?.string == off.text)
    }
}

/// Events of an HTTP API, payload 2.0.
enum HTTPFixture {
    static func request(
        method: String = "POST", path: String = "/user-session", query: String = "", body: JSON? = nil,
        user: String? = nil, groups: String? = nil
    ) -> JSON {
        var context: JSONObject = [
            "requestId": "http-1", "stage": "$default", "http": ["method": .string(method), "path": .string(path)],
        ]
        if let user {
            var claims: JSONObject = ["cognito:username": .string(user)]
            if let groups { claims["cognito:groups"] = .string(groups) }
            context["authorizer"] = ["jwt": ["claims": .object(claims), "scopes": nil]]
        }
        var event: JSONObject = [
            "version": "2.0", "routeKey": "$default", "rawPath": .string(path),
            "rawQueryString": .string(query), "headers": ["content-type": "application/json"],
            "requestContext": .object(context),
            "isBase64Encoded": false,
        ]
        if let body { event["body"] = .string(body.text) }
        return .object(event)
    }
}
