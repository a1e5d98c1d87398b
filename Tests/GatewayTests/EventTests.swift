import Gateway
import Testing
import WireFormats

@Suite("Events")
struct EventTests {
    @Test("an action is one, with the whole event as payload")
    func action() {
        #expect(DecodedEvent(EventFixtures.action) == .action("PROCESS_AGENT_WORKFLOW", EventFixtures.action))
    }

    @Test("an action comes before an operation")
    func actionBeatsOperation() {
        let event = EventFixtures.directOperation.with("action", value: "SWEEP")
        #expect(DecodedEvent(event) == .action("SWEEP", event))
    }

    @Test("an operation at the top is a direct call with the event's members as arguments")
    func directOperation() {
        let event = EventFixtures.directOperation
        #expect(DecodedEvent(event) == .operation("get_session", event, .direct, requestID: "invocation-1"))
    }

    @Test("an operation at the top comes before one in the body")
    func operationBeatsBody() {
        let event = EventFixtures.directBody.with("operation", value: "delete_session")
        #expect(DecodedEvent(event) == .operation("delete_session", event, .direct, requestID: "invocation-1"))
    }

    @Test("a body alone is a direct call, as JSON text and as an object")
    func directBody() throws {
        let arguments = EventFixtures.directOperation
        let expected = DecodedEvent.operation("get_session", arguments, .direct, requestID: "invocation-1")
        #expect(DecodedEvent(EventFixtures.directBody) == expected)
        #expect(DecodedEvent(["body": .object(arguments)]) == expected)
    }

    @Test("an action in a direct caller's body is none: only the top level starts work")
    func actionInBody() {
        let event: JSONObject = ["body": #"{"action":"SWEEP"}"#]
        #expect(DecodedEvent(event).failure?.kind == .invalid(field: "operation"))
    }

    @Test(
        "a body alone without a usable operation is refused in the words of system 000",
        arguments: [
            ("{}", Failure(.invalid(field: "operation"), "Invalid operation: None")),
            (
                #"{"operation":null}"#,
                Failure(.invalid(field: "operation"), "Invalid operation: None")
            ),
            (#"{"operation":7}"#, Failure(.invalid(field: "operation"), "operation must be a string, not a number")),
            ("[]", Failure(.badRequest, "The body must be a JSON object, not an array")),
            ("", Failure(.badRequest, "The body must be a JSON object, but it is empty")),
            ("{", Failure(.badRequest, "The body must be a JSON object: not JSON: unexpected end at byte 1")),
        ])
    func badDirectBody(body: String, failure: Failure) throws {
        #expect(DecodedEvent(["body": .string(body)]) == .rejected(failure, .direct))
        let event: JSONObject = ["body": .string(body)]
        let error = #expect(throws: EventRejection.self) {
            try Event(decoding: event.serialized(), invocationID: "")
        }
        #expect(error?.failures.response(for: failure).body == .json(.string(failure.message)))
    }

    @Test("a body of another type is refused by name", arguments: [JSON.number(JSONNumber(1)), nil, [], true])
    func wrongTypedBody(body: JSON) {
        #expect(
            DecodedEvent(["body": body])
                == .rejected(
                    Failure(.invalid(field: "body"), "body must be JSON text or an object, not \(body.kind)"), .direct))
    }

    @Test("wrong types of the names are refused", arguments: ["action", "operation"])
    func wrongTypedNames(member: String) {
        #expect(
            DecodedEvent([member: ["x": 1]])
                == .rejected(Failure(.invalid(field: member), "\(member) must be a string, not an object"), .direct))
    }

    @Test("an HTTP body with an action or operation stays an HTTP request", arguments: ["action", "operation"])
    func httpBodiesStayHTTP(member: String) {
        let body = #"{"\#(member)":"SWEEP","user_id":"victim"}"#
        for event in [EventFixtures.rest, EventFixtures.http, EventFixtures.functionURL, EventFixtures.loadBalancer] {
            let request = Request(event: event.with("body", value: .string(body)).with("isBase64Encoded", value: false))
            #expect(request.map { String(decoding: $0.body, as: UTF8.self) } == body)
            #expect(request?.caller != .direct)
        }
    }

    @Test("an event with a request context is HTTP whatever stands beside it", arguments: ["action", "operation"])
    func contextBeatsAll(member: String) {
        for event in [EventFixtures.rest, EventFixtures.http, EventFixtures.functionURL, EventFixtures.loadBalancer] {
            #expect(DecodedEvent(event.with(member, value: "SWEEP")) == DecodedEvent(event))
        }
    }

    @Test(
        "an empty, null or wrong context never makes a direct call or an action",
        arguments: [nil, [:], "", 1] as [JSON])
    func brokenContext(context: JSON) {
        for event in [EventFixtures.action, EventFixtures.directOperation, EventFixtures.directBody] {
            let decoded = DecodedEvent(event.with("requestContext", value: context))
            #expect(decoded.failure != nil)
        }
    }

    @Test("a schedule without an action is told what it lacks")
    func schedule() {
        let failure = DecodedEvent(EventFixtures.schedule).failure
        #expect(failure?.kind == .badRequest)
        #expect(failure?.message.hasPrefix("The schedule's event has no action") == true)
        let event = EventFixtures.schedule.with("action", value: "SWEEP")
        #expect(DecodedEvent(event) == .action("SWEEP", event))
    }

    @Test(
        "anything else is told what was expected",
        arguments: [
            [:], ["Records": []], ["body": "{}", "headers": [:]], ["method": "GET", "raw_path": "/", "body": "{}"],
            ["operation": nil], ["path": "/"],
        ] as [JSONObject])
    func unrecognised(event: JSONObject) {
        let decoded = DecodedEvent(event)
        #expect(decoded.failure?.kind == .badRequest)
        #expect(decoded.failure?.message.hasPrefix("The event must have an action, an operation") == true)
    }

    @Test("bytes that are no JSON object are refused", arguments: ["", "x", "[]", "\"a\"", "null", "1", "{}{}"])
    func notAnObject(text: String) {
        let failure = DecodedEvent(bytes: Array(text.utf8)).failure
        #expect(failure?.kind == .badRequest)
        #expect(failure?.message.hasPrefix("The event must be a JSON object") == true)
    }
}
