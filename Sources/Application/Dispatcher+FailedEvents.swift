public import Gateway
public import LambdaRuntime
import Logging
import WireFormats

/// Works off the queue of the function's own failed events, where it is connected to the function.
///
/// What an action does twice it does once, as Lambda delivers any event more than once. What fails again is reported message
/// by message, so that the poller keeps it; the queue's redrive policy ends that. An action runs here and now, and is no new
/// event: an event that always fails comes back through the poller alone, as often as that policy allows.
extension Dispatcher {
    /// - Returns: `{"batchItemFailures": …}`, Lambda's partial batch response.
    /// - Throws: `EventRejection` when no message is a failed event: then the queue is another one, and nothing may get lost.
    func workOff(_ messages: [QueueMessage], _ context: LambdaContext) async throws -> JSON {
        guard messages.contains(where: { $0.failedAction != nil }) else { throw EventRejection(source: .sqs) }
        var failed: [QueueMessage] = []
        for message in messages {
            do {
                try await workOff(message)
            } catch let error as CancellationError {
                throw error
            } catch {
                let type = (error as? any LambdaReportableError)?.errorType ?? String(reflecting: Swift.type(of: error))
                context.logger.error(
                    "A failed event could not be worked off",
                    metadata: [
                        "message-id": "\(message.id.prefix(100))", "error-type": "\(type)",
                        "action": "\((message.failedAction?.name ?? "").prefix(100))",
                    ])
                failed.append(message)
            }
        }
        return ["batchItemFailures": .array(failed.map { ["itemIdentifier": .string($0.id)] })]
    }

    private func workOff(_ message: QueueMessage) async throws {
        guard let action = message.failedAction else { throw EventRejection(source: .sqs) }
        guard let handler = actions[action.name] else { throw UnknownAction(name: action.name) }
        _ = try await handler(action.payload)
    }
}

extension EventRejection: LambdaReportableError {
    /// Says which service sent the event: `UnsupportedEvent.SNS`.
    public var errorType: String { source.map { "UnsupportedEvent.\($0.code)" } ?? "InvalidEvent" }
    public var errorMessage: String { failure.message }
}
