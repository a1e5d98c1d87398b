import WireFormats

extension AgentScenario {
    /// - Parameter file: its name, for errors.
    init(parsing bytes: [UInt8], file: String) throws(AgentScenarioError) {
        let value: JSON
        do {
            value = try JSON(parsing: bytes)
        } catch {
            throw AgentScenarioError(file: file, member: "", message: "is no JSON: \(error)")
        }
        let root = ScenarioReader(file: file, value: value)
        _ = try root.object(required: ["purpose", "invocations"])
        purpose = try root.required("purpose").string()
        let invocations = try root.required("invocations")
        turns = []
        for element in try invocations.elements() { turns.append(try Turn(element)) }
        guard !turns.isEmpty else { throw invocations.failure("must not be empty") }
    }
}

extension AgentScenario.Turn {
    fileprivate init(_ reader: ScenarioReader) throws(AgentScenarioError) {
        let object = try reader.object(required: [], optional: ["error", "steps"])
        guard object.count == 1 else { throw reader.failure("must have either \"error\" or \"steps\"") }
        if let error = reader["error"] {
            _ = try error.object(required: ["status", "type", "message"])
            self = .refusal(
                ServiceRefusal(
                    status: try error.required("status").integer(in: 400...599),
                    type: try error.required("type").name(), message: try error.required("message").string()))
        } else {
            self = .steps(try AgentStep.list(reader.required("steps")))
        }
    }
}

extension AgentStep {
    /// The longest pause and the most repetitions: an hour, and a million.
    fileprivate static let longestPause = 3_600_000
    fileprivate static let mostRepetitions = 1_000_000

    fileprivate static func list(_ reader: ScenarioReader) throws(AgentScenarioError) -> [AgentStep] {
        let elements = try reader.elements()
        var steps: [AgentStep] = []
        for element in elements {
            if steps.last?.isLast == true { throw element.failure("comes after the end of the stream") }
            steps.append(try AgentStep(element))
        }
        return steps
    }

    private init(_ reader: ScenarioReader) throws(AgentScenarioError) {
        var kinds = try reader.object()
        kinds["after"] = nil
        guard kinds.count == 1, let kind = kinds.keys.first else {
            throw reader.failure("must have one member beside \"after\", not \(kinds.count)")
        }
        if let after = reader["after"] { self.after = .milliseconds(try after.integer(in: 0...Self.longestPause)) }
        action = try Action(kind, reader.required(kind), step: reader)
    }
}

extension AgentStep.Action {
    fileprivate init(_ kind: String, _ value: ScenarioReader, step: ScenarioReader) throws(AgentScenarioError) {
        switch kind {
        case "chunk": self = .chunk(try value.string())
        case "bytes": self = .bytes(try value.base64())
        case "rationale": self = .rationale(try value.string())
        case "toolCall": self = .toolCall(try AgentStep.ToolCall(value))
        case "writes": self = .writes(try value.object())
        case "merges": self = .merges(try Self.merges(value))
        case "appendDocument": self = .appendDocument(try AgentDocument(value))
        case "toolResponse": self = .toolResponse(value.value)
        case "knowledgeBaseLookup":
            _ = try value.object(required: ["knowledgeBaseId", "text"])
            self = .knowledgeBaseLookup(
                identifier: try value.required("knowledgeBaseId").name(), text: try value.required("text").string())
        case "knowledgeBaseResult": self = .knowledgeBaseResult(try Self.references(value))
        case "finalResponse": self = .finalResponse(try value.string())
        case "failure":
            _ = try value.object(required: ["reason"], optional: ["code"])
            self = .failure(
                reason: try value.required("reason").string(), code: try value["code"].map(Self.failureCode))
        case "guardrail": self = .guardrail(try Self.guardrail(value))
        case "trace": self = .trace(try Self.trace(value))
        case "event":
            _ = try value.object(required: ["type", "payload"])
            self = .event(
                type: try value.required("type").name(), payload: .object(try value.required("payload").object()))
        case "exception": self = try Self.exception(value)
        case "stall":
            guard value.value == true else { throw value.failure("must be true") }
            self = .stall
        case "cut": self = .cut(try value.string())
        case "repeat":
            _ = try value.object(required: ["times", "steps"])
            let steps = try AgentStep.list(value.required("steps"))
            if steps.last?.isLast == true { throw value.failure("must not end the stream") }
            self = .repeat(times: try value.required("times").integer(in: 0...AgentStep.mostRepetitions), steps: steps)
        default: throw step.failure("has the unknown member \"\(kind)\"")
        }
    }

    private static func merges(_ reader: ScenarioReader) throws(AgentScenarioError) -> [String: JSONObject] {
        var merges: [String: JSONObject] = [:]
        for name in try reader.object().keys { merges[name] = try reader.required(name).object() }
        return merges
    }

    private static func references(_ reader: ScenarioReader) throws(AgentScenarioError) -> [AgentStep.Reference] {
        var references: [AgentStep.Reference] = []
        for element in try reader.elements() {
            _ = try element.object(required: ["text", "uri"])
            references.append(
                AgentStep.Reference(
                    text: try element.required("text").string(), uri: try element.required("uri").name()))
        }
        return references
    }

    private static func failureCode(_ reader: ScenarioReader) throws(AgentScenarioError) -> Int {
        try reader.integer(in: 0...999)
    }

    private static func guardrail(_ reader: ScenarioReader) throws(AgentScenarioError) -> JSONObject {
        let object = try reader.object(required: ["action"], optional: ["inputAssessments", "outputAssessments"])
        let action = try reader.required("action")
        guard ["INTERVENED", "NONE"].contains(try action.string()) else {
            throw action.failure("must be INTERVENED or NONE")
        }
        for name in ["inputAssessments", "outputAssessments"] { _ = try reader[name]?.elements() }
        return object
    }

    /// The union `Trace` of the service model.
    private static let traces = [
        "customOrchestrationTrace", "failureTrace", "guardrailTrace", "orchestrationTrace", "postProcessingTrace",
        "preProcessingTrace", "routingClassifierTrace",
    ]

    private static func trace(_ reader: ScenarioReader) throws(AgentScenarioError) -> JSON {
        let object = try reader.object(required: [], optional: traces)
        guard object.count == 1, let name = object.keys.first else {
            throw reader.failure("must have one member, not \(object.count)")
        }
        _ = try reader.required(name).object()
        return .object(object)
    }

    /// The exceptions that the service model lets come in the stream.
    static let exceptions = [
        "accessDeniedException", "badGatewayException", "conflictException", "dependencyFailedException",
        "internalServerException", "modelNotReadyException", "resourceNotFoundException",
        "serviceQuotaExceededException", "throttlingException", "validationException",
    ]

    private static func exception(_ reader: ScenarioReader) throws(AgentScenarioError) -> Self {
        var object = try reader.object(required: ["type", "message"], optional: ["resourceName", "reason"])
        let type = try reader.required("type")
        guard exceptions.contains(try type.string()) else {
            throw type.failure("must be one of \(exceptions.joined(separator: ", "))")
        }
        for name in object.keys { _ = try reader.required(name).string() }
        object["type"] = nil
        return .exception(type: try type.string(), payload: .object(object))
    }
}

extension AgentStep.ToolCall {
    fileprivate init(_ reader: ScenarioReader) throws(AgentScenarioError) {
        _ = try reader.object(required: ["actionGroup", "function"], optional: ["parameters"])
        actionGroup = try reader.required("actionGroup").name()
        function = try reader.required("function").name()
        parameters = []
        guard let values = reader["parameters"] else { return }
        for name in try values.object().keys {
            parameters.append(Parameter(name: name, try values.required(name)))
        }
    }
}

extension AgentStep.ToolCall.Parameter {
    fileprivate init(name: String, _ reader: ScenarioReader) {
        self.name = name
        value = reader.value
        type =
            switch reader.value {
            case .string, .null, .object: "string"
            case .bool: "boolean"
            case .number(let number): number.int == nil ? "number" : "integer"
            case .array: "array"
            }
    }
}
