public import Logging

/// The place where errors become answers: a ``Failure`` as it is, anything else as a 500 that gives nothing away.
public struct FailureBoundary: Sendable {
    private let log: Logger

    /// - Parameter log: hears of errors that are nobody's ``Failure``, by type and request, never by content.
    public init(log: Logger) { self.log = log }

    /// Runs `handler` and words whatever it throws in `format`.
    public func respond(
        failures format: FailureFormat, requestID: String, _ handler: () async throws -> Response
    ) async -> Response {
        do {
            return try await handler()
        } catch {
            return format.response(for: failure(for: error, requestID: requestID))
        }
    }

    /// What a client may know of an error.
    public func failure(for error: any Error, requestID: String) -> Failure {
        switch error {
        case let failure as Failure:
            return failure
        case is CancellationError:
            return Failure(.unavailable, "The request was stopped before it was done. Please try again.")
        default:
            log.error(
                "A request failed for an unexpected reason",
                metadata: ["error-type": "\(String(reflecting: type(of: error)))", "request-id": "\(requestID)"])
            return Failure(.internal, "Something went wrong on our side. Request \(requestID).")
        }
    }
}
