import WireFormats

/// Something that an agent does, after a pause. Texts may hold placeholders, see ``AgentPlaceholders``.
struct AgentStep: Sendable, Hashable {
    var after: Duration = .zero
    var action: Action

    indirect enum Action: Sendable, Hashable {
        /// A chunk of the answer.
        case chunk(String)
        /// The same with bytes that need not be whole characters.
        case bytes([UInt8])
        case rationale(String)
        case toolCall(ToolCall)
        /// What a tool function sets on the session's item.
        case writes(JSONObject)
        /// What a tool function adds to attributes that hold an object as JSON text.
        case merges([String: JSONObject])
        case appendDocument(AgentDocument)
        /// A text, or any other value as JSON text.
        case toolResponse(JSON)
        case knowledgeBaseLookup(identifier: String, text: String)
        case knowledgeBaseResult([Reference])
        case finalResponse(String)
        case failure(reason: String, code: Int?)
        /// A whole `guardrailTrace`, but for its `traceId`.
        case guardrail(JSONObject)
        /// A member of the union `Trace` as it stands in the service model.
        case trace(JSON)
        /// Any other event of the stream.
        case event(type: String, payload: JSON)
        case exception(type: String, payload: JSON)
        /// Silence until the client hangs up.
        case stall
        /// Half of a message with this chunk, then the end of the connection.
        case cut(String)
        case `repeat`(times: Int, steps: [AgentStep])
    }

    struct ToolCall: Sendable, Hashable {
        struct Parameter: Sendable, Hashable {
            var name: String
            /// `string`, `number`, `integer`, `boolean` or `array`, as agents declare them.
            var type: String
            /// Sent as text, whatever its type.
            var value: JSON
        }

        var actionGroup: String
        var function: String
        var parameters: [Parameter]

        func filled(_ placeholders: AgentPlaceholders) -> ToolCall {
            var call = self
            for index in parameters.indices {
                call.parameters[index].value = placeholders.fill(parameters[index].value)
            }
            return call
        }
    }

    /// A piece of a document that a knowledge base found.
    struct Reference: Sendable, Hashable {
        var text: String
        /// `s3://BUCKET/KEY`
        var uri: String

        func filled(_ placeholders: AgentPlaceholders) -> Reference {
            Reference(text: placeholders.fill(text), uri: placeholders.fill(uri))
        }
    }

    /// After it the stream is at its end.
    var isLast: Bool {
        switch action {
        case .exception, .stall, .cut: true
        default: false
        }
    }
}
