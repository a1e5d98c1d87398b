import AWSServices
import Gateway
import HTTPTransport
import Logging
import SystemSupport
import Tables
import WireFormats

/// The items of system 001, on whatever engine. Each aspect is an extension in a file of its own.
///
/// No transaction touches an assessment's item: tool functions write to it with plain updates, and DynamoDB would refuse
/// theirs while one of ours is under way.
struct AssessmentStore: Store {
    /// How often workers may begin on a run before it is given up.
    static let maximumAttempts = 5
    private static let leaseShards = 4

    let tables: any Tables
    let schema: AssessmentsSchema
    let effects: Effects
    let sleep: @Sendable (Duration) async throws -> Void
    let log: Logger
    /// How long a worker that is not heard of keeps its run.
    let lease: Duration
    /// After which assessments expire; `nil` for never.
    let retentionDays: Int?

    func key(_ id: String) -> Item { [AssessmentAttribute.id: .string(id)] }

    /// The values of the index's partition key; several, so that no partition takes all writes.
    static let shards = (0..<leaseShards).map(String.init)

    static func shard(of id: String) -> AttributeValue {
        .string(shards[id.utf8.reduce(0) { ($0 &* 31 &+ Int($1)) % 65_521 } % leaseShards])
    }

    /// When a lease taken now ends, in epoch milliseconds.
    func leaseEnd(from now: Timestamp) -> AttributeValue { .int(Int((now + lease).milliseconds)) }

    /// The same for a worker, which does not outlive its invocation.
    func workerLeaseEnd(from now: Timestamp) -> AttributeValue {
        let left = InvocationScope.deadline.map { max(.zero, $0 - .now) } ?? lease
        return .int(Int((now + min(lease, left)).milliseconds))
    }

    func get(_ id: String) async throws(Failure) -> Assessment? {
        guard let item = try await get(schema.assessments, key(id)), let assessment = Assessment(item),
            !assessment.hasExpired(at: effects.now())
        else { return nil }
        return assessment
    }

    /// The run is not over.
    static let isUnderWay = Condition.not(
        .isIn(AssessmentAttribute.workflowStatus, WorkflowStatus.terminal.map { .string($0.rawValue) }))

    /// What every end of a run takes off the item.
    static let leaseAttributes: ExactSet = [
        AssessmentAttribute.leaseOwner, AssessmentAttribute.leaseUntil, AssessmentAttribute.leaseShard,
    ]
    static let errorAttributes: ExactSet = [
        AssessmentAttribute.errorMessage, AssessmentAttribute.errorCode, AssessmentAttribute.isRetryable,
    ]
}

extension RunProgress {
    /// The attributes that say where a run is.
    var attributes: Item {
        [
            AssessmentAttribute.status: .string(status.rawValue),
            AssessmentAttribute.workflowStatus: .string(status.rawValue),
            AssessmentAttribute.currentStage: .string(stage), AssessmentAttribute.progress: .int(percent),
        ]
    }
}
