import AWSCore
import Logging
import WireFormats

/// Plays the steps of one call into its stream.
struct AgentPlayback: Sendable {
    private let tools: AgentTools
    private let log: Logger
    private var placeholders: AgentPlaceholders
    private var events: AgentEvents

    init(_ events: AgentEvents, tools: AgentTools, log: Logger) {
        self.tools = tools
        self.log = log
        self.events = events
        placeholders = AgentPlaceholders(sessionID: events.session.sessionID, inputText: events.session.inputText)
    }

    /// A tool failed, and the stream has been told so: nothing comes after that.
    private struct Ended: Error {}

    /// - Throws: what sending throws, `CancellationError`, and ``StreamedResponse/Cut`` for a connection to be cut.
    mutating func play(_ steps: [AgentStep], to send: StreamedResponse.Send) async throws {
        do {
            try await run(steps, send)
        } catch is Ended {
            return
        }
    }

    private mutating func run(_ steps: [AgentStep], _ send: StreamedResponse.Send) async throws {
        for step in steps {
            if step.after > .zero { try await Task.sleep(for: step.after) }
            try Task.checkCancellation()
            try await run(step.action, send)
        }
    }

    private mutating func run(_ action: AgentStep.Action, _ send: StreamedResponse.Send) async throws {
        switch action {
        case .writes, .merges, .appendDocument: try await use(action, send)
        case .stall: while true { try await Task.sleep(for: .seconds(3600)) }
        case .cut(let text):
            let message = try AgentEvents.chunk(Array(placeholders.fill(text).utf8)).encoded()
            try await send(Array(message[..<(message.count / 2)]))
            throw StreamedResponse.Cut()
        case .repeat(let times, let steps):
            let outer = placeholders.repetition
            for repetition in 0..<times {
                placeholders.repetition = repetition + 1
                try await run(steps, send)
            }
            placeholders.repetition = outer
        default:
            // Without traces, most of what an agent does is not seen.
            guard let message = message(for: action) else { return }
            try await send(try message.encoded())
        }
    }

    private func use(_ action: AgentStep.Action, _ send: StreamedResponse.Send) async throws {
        do {
            switch action {
            case .writes(let attributes): try await tools.write(attributes, placeholders)
            case .merges(let merges): try await tools.merge(merges, placeholders)
            case .appendDocument(let document): try await tools.append(document, placeholders)
            default: return
            }
        } catch let error as CancellationError {
            throw error
        } catch {
            log.error("A tool of agent \(events.session.agentID) failed: \(error)")
            let payload: JSON = ["message": .string("A tool function of the agent failed: \(error)")]
            try await send(try AgentEvents.exception("dependencyFailedException", payload).encoded())
            throw Ended()
        }
    }

    private mutating func message(for action: AgentStep.Action) -> EventStreamMessage? {
        switch action {
        case .chunk(let text): AgentEvents.chunk(Array(placeholders.fill(text).utf8))
        case .bytes(let bytes): AgentEvents.chunk(bytes)
        case .rationale(let text): events.rationale(placeholders.fill(text))
        case .toolCall(let call): events.toolCall(call.filled(placeholders))
        case .toolResponse(let answer): events.toolResponse(placeholders.fill(answer))
        case .knowledgeBaseLookup(let identifier, let text):
            events.knowledgeBaseLookup(identifier, placeholders.fill(text))
        case .knowledgeBaseResult(let references):
            events.knowledgeBaseResult(references.map { $0.filled(placeholders) })
        case .finalResponse(let text): events.finalResponse(placeholders.fill(text))
        case .failure(let reason, let code): events.failure(placeholders.fill(reason), code: code)
        case .guardrail(let guardrail): events.guardrail(placeholders.fill(guardrail))
        case .trace(let trace): events.trace(placeholders.fill(trace))
        case .event(let type, let payload): AgentEvents.event(type, placeholders.fill(payload))
        case .exception(let type, let payload): AgentEvents.exception(type, placeholders.fill(payload))
        case .writes, .merges, .appendDocument, .stall, .cut, .repeat: nil
        }
    }
}
