/// What answers invocations: the part a function's author writes.
public protocol LambdaHandler: Sendable {
    /// Answers one invocation. Several run at once when `AWS_LAMBDA_MAX_CONCURRENCY` is above 1.
    ///
    /// The task is cancelled shortly before the deadline. A handler that goes on all the same is abandoned: what it
    /// returns later is dropped. One that blocks its thread holds up everything, the cancellation too.
    ///
    /// - Parameter event: the event as it came, nearly always JSON.
    /// - Throws: anything; it is reported to Lambda and logged. See ``LambdaReportableError`` to choose the error's name.
    func handle(_ event: [UInt8], context: LambdaContext) async throws -> LambdaResponse
}
