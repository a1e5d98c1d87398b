import WireFormats

/// A service that sends events which are no requests, told by the event's shape. Nobody reads an answer to one: only a failed
/// invocation keeps the sender from taking it for done.
///
/// Shapes: AWS Lambda developer guide, "Invoking Lambda with events from other AWS services"; read in December 2026.
public struct EventSource: Sendable, Hashable {
    /// For the name of an error: letters and digits.
    public let code: String
    /// For people.
    public let service: String

    init(_ code: String, _ service: String) {
        self.code = code
        self.service = service
    }

    public static let sqs = EventSource("SQS", "Amazon SQS")
    static let eventBridge = EventSource("EventBridge", "Amazon EventBridge")
    static let lambdaDestination = EventSource("LambdaDestination", "Lambda, as the destination of an invocation,")

    /// What `eventSource` says of records.
    private static let ofRecords: [String: EventSource] = [
        "aws:sqs": sqs, "aws:sns": EventSource("SNS", "Amazon SNS"), "aws:s3": EventSource("S3", "Amazon S3"),
        "aws:dynamodb": EventSource("DynamoDB", "A stream of DynamoDB"),
        "aws:kinesis": EventSource("Kinesis", "A stream of Kinesis"), "aws:ses": EventSource("SES", "Amazon SES"),
        "aws:codecommit": EventSource("CodeCommit", "AWS CodeCommit"), "aws:kafka": EventSource("MSK", "Amazon MSK"),
        "SelfManagedKafka": EventSource("Kafka", "Apache Kafka"), "aws:mq": EventSource("ActiveMQ", "Amazon MQ"),
        "aws:rmq": EventSource("RabbitMQ", "Amazon MQ"), "aws:docdb": EventSource("DocumentDB", "Amazon DocumentDB"),
        "aws:docDB": EventSource("DocumentDB", "Amazon DocumentDB"),
    ]

    /// Members that only one service's events have, all of them at once.
    private static let ofMembers: [(members: [String], source: EventSource)] = [
        (["awslogs"], EventSource("CloudWatchLogs", "CloudWatch Logs")),
        (["alarmArn", "alarmData"], EventSource("CloudWatchAlarm", "A CloudWatch alarm")),
        (["DeploymentId", "LifecycleEventHookExecutionId"], EventSource("CodeDeploy", "AWS CodeDeploy")),
        (["deliveryStreamArn", "records"], EventSource("Firehose", "Amazon Data Firehose")),
        (["triggerSource", "userPoolId"], EventSource("Cognito", "Amazon Cognito")),
        (["RequestType", "ResponseURL"], EventSource("CloudFormation", "AWS CloudFormation")),
        (["CodePipeline.job"], EventSource("CodePipeline", "AWS CodePipeline")),
        (["SecretId", "ClientRequestToken", "Step"], EventSource("SecretsManager", "AWS Secrets Manager")),
        (["invokingEvent"], EventSource("Config", "AWS Config")),
        (["invocationSchemaVersion", "tasks"], EventSource("S3Batch", "S3 Batch Operations")),
        (["detail-type"], eventBridge),
    ]

    /// - Returns: `nil` for an event that no service is known by.
    init?(event: JSONObject) {
        if let records = event["Records"]?.array {
            guard let source = records.first.flatMap(Self.init(record:)) else { return nil }
            self = source
        } else if event["eventSource"] != nil, let source = Self(record: .object(event)) {
            self = source
        } else if let found = Self.ofMembers.first(where: { $0.members.allSatisfy { event[$0] != nil } }) {
            self = found.source
        } else if event["source"]?.string == "aws.events" {
            self = Self.eventBridge
        } else {
            return nil
        }
    }

    /// SNS writes `EventSource`, all others `eventSource`; CloudFront's record has neither.
    init?(record: JSON) {
        if record["cf"] != nil {
            self.init("CloudFront", "Amazon CloudFront")
            return
        }
        guard let name = (record["eventSource"] ?? record["EventSource"])?.string else { return nil }
        let letters = name.split(separator: ":").last.map { $0.filter { $0.isASCII && ($0.isLetter || $0.isNumber) } }
        self = Self.ofRecords[name] ?? EventSource("\((letters ?? "").prefix(40))", "\(name.prefix(100))")
    }

    /// Lambda's record of another invocation, which has a `requestContext` too, unlike any gateway's.
    static func isRecord(ofInvocation event: JSONObject) -> Bool {
        event["requestPayload"] != nil && event["requestContext"]?["functionArn"]?.string != nil
    }

    /// What happened, and what can be done.
    var complaint: String {
        switch self {
        case .eventBridge:
            return
                "The schedule's event has no action: give its target a constant input such as {\"action\": \"SWEEP\"}"
        case .lambdaDestination:
            return
                "Lambda sent its record of another invocation, which is no event for this function. Name a queue as the "
                + "destination of failed events; that queue may be connected to the function"
        case .sqs:
            return
                "Amazon SQS sent messages that are none of the function's failed events. Of queues, connect only the one "
                + "that is the destination of those, with ReportBatchItemFailures"
        default:
            return
                "\(service) sent this event, and there is nothing that the function does about it. Remove the trigger or "
                + "the subscription, or have it send an event with an action"
        }
    }
}
