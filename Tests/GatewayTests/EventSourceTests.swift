import Gateway
import Testing
import WireFormats

@Suite("Events of services")
struct EventSourceTests {
    private static func records(_ source: JSON, _ name: String = "eventSource") -> JSON {
        ["Records": [.object([name: source])]]
    }

    @Test(
        "an event of a service is refused by the service's name, and nobody is answered",
        arguments: [
            (records("aws:sns", "EventSource"), "SNS"), (records("aws:s3"), "S3"),
            (records("aws:dynamodb"), "DynamoDB"), (records("aws:kinesis"), "Kinesis"), (records("aws:ses"), "SES"),
            (["eventSource": "aws:kafka", "records": ["t-0": []]], "MSK"),
            (["eventSource": "SelfManagedKafka", "records": [:]], "Kafka"),
            (["eventSource": "aws:mq", "messages": []], "ActiveMQ"),
            (["eventSource": "aws:rmq", "rmqMessagesByQueue": [:]], "RabbitMQ"),
            (["eventSource": "aws:docdb", "events": []], "DocumentDB"),
            (["awslogs": ["data": "H4sI"]], "CloudWatchLogs"),
            (["source": "aws.cloudwatch", "alarmArn": "arn", "alarmData": [:]], "CloudWatchAlarm"),
            (["DeploymentId": "d-1", "LifecycleEventHookExecutionId": "e"], "CodeDeploy"),
            (["invocationId": "i", "deliveryStreamArn": "arn", "records": []], "Firehose"),
            (["triggerSource": "PreSignUp_SignUp", "userPoolId": "p", "request": [:], "response": [:]], "Cognito"),
            (["RequestType": "Create", "ResponseURL": "https://x"], "CloudFormation"),
            (["CodePipeline.job": ["id": "1"]], "CodePipeline"),
            (["SecretId": "s", "ClientRequestToken": "t", "Step": "createSecret"], "SecretsManager"),
            (["invokingEvent": "{}", "ruleParameters": "{}"], "Config"),
            (["Records": [["cf": [:]]]], "CloudFront"), (records("aws:new-thing"), "newthing"),
            ([["eventSource": "aws:sqs", "messageId": "1", "body": "{}"]], "SQS"),
            (["detail-type": "Object Created", "source": "aws.s3", "detail": [:]], "EventBridge"),
            (["source": "aws.events"], "EventBridge"),
            (EventFixtures.record(of: ["action": "SWEEP"]), "LambdaDestination"),
            (EventFixtures.record(of: ["a": 1], condition: "Success"), "LambdaDestination"),
        ] as [(JSON, String)])
    func services(event: JSON, code: String) {
        let rejection = #expect(throws: EventRejection.self) {
            try Event(decoding: event.serialized(), invocationID: "")
        }
        #expect(rejection?.source?.code == code)
        #expect(rejection?.failure.kind == .badRequest)
    }

    @Test(
        "what no service sends is answered as before",
        arguments: [["Records": []], ["Records": [1]], ["Records": [["x": 1]]], ["records": []], ["tasks": []], [:]]
            as [JSON])
    func others(event: JSON) {
        let rejection = #expect(throws: EventRejection.self) {
            try Event(decoding: event.serialized(), invocationID: "")
        }
        #expect(rejection?.source == nil)
    }

    @Test("a client cannot make its request one of them")
    func bodies() {
        for body in [Self.records("aws:sqs"), EventFixtures.record(of: ["action": "SWEEP"])] {
            let event = EventFixtures.http.with("body", value: .string(body.text)).with("isBase64Encoded", value: false)
            #expect(Request(event: event)?.path == "/user-session")
        }
    }

    @Test("messages of a queue are those of failed events, as destinations and as dead-letter queues have them")
    func messages() throws {
        let sweep: JSON = ["action": "SWEEP", "x": 1]
        let bodies: [(JSON, Bool)] = [
            (EventFixtures.record(of: sweep), true),
            (EventFixtures.record(of: sweep, condition: "EventAgeExceeded"), true),
            (sweep, true), (EventFixtures.record(of: sweep, condition: "Success"), false),
            (EventFixtures.record(of: EventFixtures.record(of: sweep)), false), ("hello", false), ([], false),
            (EventFixtures.record(of: "text"), false), (EventFixtures.record(of: ["operation": "get_session"]), false),
            (["action": 7], false), (["action": "SWEEP", "requestContext": [:]], false),
        ]
        let event: JSON = [
            "Records": .array(bodies.enumerated().map { EventFixtures.message("m\($0)", $1.0) })
        ]
        guard case .messages(let messages) = try Event(decoding: event.serialized(), invocationID: "") else {
            Issue.record("no messages")
            return
        }
        #expect(messages.map(\.id) == bodies.indices.map { "m\($0)" })
        #expect(messages.map { $0.failedAction?.name } == bodies.map { $0.1 ? "SWEEP" : nil })
        #expect(messages.compactMap(\.failedAction?.payload) == Array(repeating: sweep.object ?? [:], count: 3))
    }

    @Test("a message that is none is refused by the member's name")
    func brokenMessage() {
        let event: JSON = ["Records": [["eventSource": "aws:sqs", "body": "{}"]]]
        let rejection = #expect(throws: EventRejection.self) {
            try Event(decoding: event.serialized(), invocationID: "")
        }
        #expect(rejection?.failure.kind == .invalid(field: "Records.0.messageId"))
        #expect(rejection?.source == .sqs)
    }
}
