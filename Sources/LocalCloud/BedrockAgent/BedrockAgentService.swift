import AWSCore
import Logging
import Synchronization
import WireFormats

/// InvokeAgent of `bedrock-agent-runtime` (`POST /agents/ID/agentAliases/ID/sessions/ID/text`): plays the scenario that
/// the agent's id names. Real agents' ids are ten letters and digits; here hyphens and more are allowed.
final class BedrockAgentService: Sendable {
    /// Bedrock: 25,000,000 characters of `inputText`.
    static let maximumBodySize = 26 << 20

    private struct Conversation: Hashable {
        var agentID: String
        var sessionID: String
    }

    private let scenarios: AgentScenarioFolder
    private let signatures: SignatureCheck
    private let tools: AgentTools
    private let accountID: String
    private let log: Logger
    /// How often InvokeAgent has been called in a session.
    private let calls = Mutex<[Conversation: Int]>([:])

    init(
        scenarios: AgentScenarioFolder, signatures: SignatureCheck, tools: AgentTools, accountID: String, log: Logger
    ) {
        self.scenarios = scenarios
        self.signatures = signatures
        self.tools = tools
        self.accountID = accountID
        self.log = log
    }

    func answer(_ request: ServerRequest) async -> ServerAnswer {
        do throws(ServiceRefusal) {
            guard let body = request.body else {
                throw ServiceRefusal.invalid("The request is too large.")
            }
            do {
                try signatures.verify(request)
            } catch {
                throw ServiceRefusal(status: 403, type: error.exceptionName, message: error.message)
            }
            return .streamed(try invoke(request, body))
        } catch {
            return .whole(error.response)
        }
    }

    private func invoke(_ request: ServerRequest, _ body: [UInt8]) throws(ServiceRefusal) -> StreamedResponse {
        let (session, endsSession) = try session(request, body)
        let scenario = try scenario(session.agentID)
        switch scenario.turn(count(session, endsSession: endsSession)) {
        case .refusal(let refusal): throw refusal
        case .steps(let steps): return stream(steps, session)
        }
    }

    private func scenario(_ agentID: String) throws(ServiceRefusal) -> AgentScenario {
        let scenario: AgentScenario?
        do {
            scenario = try scenarios.scenario(agentID)
        } catch {
            log.error("\(error)")
            throw ServiceRefusal(status: 500, type: "InternalServerException", message: error.description)
        }
        guard let scenario else {
            let message = "Agent \(agentID) does not exist: \(scenarios.whyThereIsNone(agentID))"
            log.warning("\(message)")
            throw ServiceRefusal(status: 404, type: "ResourceNotFoundException", message: message)
        }
        return scenario
    }

    private func stream(_ steps: [AgentStep], _ session: AgentSession) -> StreamedResponse {
        let events = AgentEvents(
            session: session,
            aliasARN: "arn:aws:bedrock:\(tools.region):\(accountID):agent-alias/\(session.agentID)/\(session.aliasID)",
            now: tools.now)
        let playback = AgentPlayback(events, tools: tools, log: log)
        return StreamedResponse(
            headers: [
                "Content-Type": "application/vnd.amazon.eventstream", "x-amzn-RequestId": Identifier.uuid(),
                "x-amzn-bedrock-agent-content-type": "application/json",
                "x-amz-bedrock-agent-session-id": session.sessionID,
            ]
        ) { send in
            var playback = playback
            try await playback.play(steps, to: send)
        }
    }

    /// How many calls of the session came before this one.
    private func count(_ session: AgentSession, endsSession: Bool) -> Int {
        let conversation = Conversation(agentID: session.agentID, sessionID: session.sessionID)
        return calls.withLock { calls in
            let count = calls[conversation, default: 0]
            calls[conversation] = endsSession ? nil : count + 1
            return count
        }
    }

    private func session(
        _ request: ServerRequest, _ body: [UInt8]
    ) throws(ServiceRefusal) -> (session: AgentSession, endsSession: Bool) {
        let segments = request.segments
        guard request.method == "POST", segments.count == 7, segments[0] == "agents", segments[2] == "agentAliases",
            segments[4] == "sessions", segments[6] == "text"
        else {
            throw ServiceRefusal(
                status: 404, type: "UnknownOperationException", message: "Only InvokeAgent is served here.")
        }
        guard (2...100).contains(segments[5].utf8.count), segments[5].utf8.allSatisfy(Self.isSessionByte) else {
            throw ServiceRefusal.invalid(
                "sessionId must be 2 to 100 letters, digits, dots, underscores, colons and hyphens.")
        }
        guard let object = (try? JSON(parsing: body))?.object else {
            throw ServiceRefusal.invalid("The body must be a JSON object.")
        }
        guard let text = object["inputText"]?.string, !text.isEmpty else {
            throw ServiceRefusal.invalid("inputText must be a text that is not empty.")
        }
        for name in ["enableTrace", "endSession"] where object[name] != nil && object[name]?.bool == nil {
            throw ServiceRefusal.invalid("\(name) must be a boolean.")
        }
        let session = AgentSession(
            agentID: segments[1], aliasID: segments[3], sessionID: segments[5], inputText: text,
            enablesTrace: object["enableTrace"]?.bool ?? false)
        return (session, object["endSession"]?.bool ?? false)
    }

    /// The service model: `[0-9a-zA-Z._:-]+`.
    private static func isSessionByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "A")...UInt8(ascii: "Z"):
            true
        default: ".-_:".utf8.contains(byte)
        }
    }
}
