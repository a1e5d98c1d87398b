import AWSCore
import AWSServices
import Assessments
import HTTPTransport
import Synchronization
import WireFormats

/// An agent that plays what a test has written, a script for each time it is asked; the last one repeats.
final class ScriptedAgent: AssessmentAgent {
    enum Step: Sendable {
        case event(AgentEvent)
        /// Waits, by the test's clock.
        case pause(Duration)
        /// Waits until the reader gives up.
        case stall
        case failure(AWSError)
        case action(@Sendable () async throws -> Void)
    }

    enum Script: Sendable {
        /// InvokeAgent is refused.
        case refusal(AWSError)
        case steps([Step])
    }

    private let scripts: [Script]
    private let clock: ScaledClock
    private let asked = Mutex<[(sessionID: String, inputText: String)]>([])

    init(_ scripts: [Script], clock: ScaledClock) {
        self.scripts = scripts
        self.clock = clock
    }

    /// What it was asked, in order.
    var inputs: [String] { asked.withLock { $0.map(\.inputText) } }
    var sessionIDs: [String] { asked.withLock { $0.map(\.sessionID) } }

    func invoke(
        sessionID: String, inputText: String
    ) async throws(AWSError) -> any AsyncSequence<AgentEvent, AWSError> & Sendable {
        let number = asked.withLock { asked in
            asked.append((sessionID, inputText))
            return asked.count
        }
        switch scripts[min(number, scripts.count) - 1] {
        case .refusal(let error): throw error
        case .steps(let steps): return Stream(steps: steps, clock: clock)
        }
    }

    struct Stream: AsyncSequence, Sendable {
        typealias Element = AgentEvent
        typealias Failure = AWSError

        let steps: [Step]
        let clock: ScaledClock

        struct AsyncIterator: AsyncIteratorProtocol {
            var steps: ArraySlice<Step>
            let clock: ScaledClock

            mutating func next(isolation actor: isolated (any Actor)?) async throws(AWSError) -> AgentEvent? {
                while let step = steps.popFirst() {
                    do {
                        switch step {
                        case .event(let event): return event
                        case .failure(let error): throw error
                        case .pause(let duration): try await clock.sleep(duration)
                        case .stall: try await Task.sleep(for: .seconds(600))
                        case .action(let action): try await action()
                        }
                    } catch let error as AWSError {
                        throw error
                    } catch {
                        throw AWSError(code: .transport(.cancelled), message: "\(error)")
                    }
                }
                return nil
            }
        }

        func makeAsyncIterator() -> AsyncIterator { AsyncIterator(steps: steps[...], clock: clock) }
    }
}

extension AWSError {
    static let throttled = AWSError(
        code: .service("ThrottlingException"), message: "slow down", status: 429, isRetryable: true, isThrottling: true)

    static func service(_ name: String, isRetryable: Bool = false) -> AWSError {
        AWSError(code: .service(name), message: "arn:aws:secret", isRetryable: isRetryable)
    }
}

/// Events in the shapes of the service model.
extension ScriptedAgent.Step {
    static func chunk(_ text: String) -> Self { .event(.chunk(Array(text.utf8))) }

    static func trace(_ orchestration: JSON) -> Self {
        .event(.trace(["sessionId": "s", "trace": ["orchestrationTrace": orchestration]]))
    }

    static func reasoning(_ text: String) -> Self { .trace(["rationale": ["text": .string(text), "traceId": "t"]]) }

    static func call(_ group: String, _ function: String? = nil, _ parameters: [JSON] = []) -> Self {
        .trace([
            "invocationInput": [
                "invocationType": "ACTION_GROUP", "traceId": "t",
                "actionGroupInvocationInput": [
                    "actionGroupName": .string(group), "function": .string(function ?? group.lowercased()),
                    "parameters": .array(parameters),
                ],
            ]
        ])
    }

    static func answer(_ text: String) -> Self {
        .trace(["observation": ["type": "ACTION_GROUP", "actionGroupInvocationOutput": ["text": .string(text)]]])
    }

    static func final(_ text: String) -> Self {
        .trace(["observation": ["type": "FINISH", "finalResponse": ["text": .string(text)]]])
    }
}
