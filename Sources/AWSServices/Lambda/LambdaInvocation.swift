/// What came of an invocation that did not fail.
public struct LambdaInvocation: Sendable, Hashable {
    /// 200 with an answer, 202 for a queued event, 204 for a dry run.
    public let status: Int
    /// What the function answered; empty for events and dry runs.
    public let payload: [UInt8]
    public let executedVersion: String?
    public let requestID: String?
}
