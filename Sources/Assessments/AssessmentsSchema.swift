public import Tables
import WireFormats

/// The two tables of system 001 (assessments): names, keys and indexes.
///
/// The assessments table is the original's, which the agent's tool functions write to as well; both of its indexes are
/// ours. The events table is ours.
public struct AssessmentsSchema: Sendable, Hashable {
    /// `SESSIONS_TABLE_NAME`
    public let assessments: String
    /// `AGENT_EVENTS_TABLE_NAME`
    public let events: String

    /// Runs that are not over, by when their lease ends: what the sweep reads. Sparse.
    static let leases = "WorkflowLeaseIndex"
    /// One user's assessments by time, with what a list shows of them.
    static let assessmentsByUser = "UserAssessmentsIndex"

    public init(assessments: String, events: String) {
        self.assessments = assessments
        self.events = events
    }

    public var tables: [TableSchema] {
        [
            TableSchema(
                assessments, partitionKey: .init(AssessmentAttribute.id),
                indexes: [
                    .init(
                        Self.leases, partitionKey: .init(AssessmentAttribute.leaseShard),
                        sortKey: .init(AssessmentAttribute.leaseUntil, .number), projection: .keysOnly),
                    .init(
                        Self.assessmentsByUser, partitionKey: .init(AssessmentAttribute.userID),
                        sortKey: .init(AssessmentAttribute.createdAt),
                        projection: .include(AssessmentAttribute.listed)),
                ], timeToLive: AssessmentAttribute.expiry),
            TableSchema(
                events, partitionKey: .init(EventAttribute.assessmentID),
                sortKey: .init(EventAttribute.sequence, .number), timeToLive: EventAttribute.expiry),
        ]
    }
}
