import WireFormats

/// One value of a scenario file and where it stands. Each reading function takes exactly what it names, or says in an
/// error what is wrong with which member.
struct ScenarioReader {
    let file: String
    let member: String
    let value: JSON

    init(file: String, member: String = "", value: JSON) {
        self.file = file
        self.member = member
        self.value = value
    }

    func failure(_ message: String) -> AgentScenarioError {
        AgentScenarioError(file: file, member: member, message: message)
    }

    /// An object with all of the required members and none but these and the optional ones.
    func object(required: [String], optional: [String] = []) throws(AgentScenarioError) -> JSONObject {
        let object = try object()
        for name in required where object[name] == nil { throw failure("lacks the member \"\(name)\"") }
        for name in object.keys where !required.contains(name) && !optional.contains(name) {
            let known = (required + optional).joined(separator: ", ")
            throw failure("has the unknown member \"\(name)\"; known are \(known)")
        }
        return object
    }

    func object() throws(AgentScenarioError) -> JSONObject {
        guard let object = value.object else { throw failure("must be an object, not \(value.kind)") }
        return object
    }

    subscript(name: String) -> ScenarioReader? {
        value[name].map {
            ScenarioReader(file: file, member: member.isEmpty ? name : "\(member).\(name)", value: $0)
        }
    }

    /// A member that ``object(required:optional:)`` has found there, or its absence in an error.
    func required(_ name: String) throws(AgentScenarioError) -> ScenarioReader {
        guard let reader = self[name] else { throw failure("lacks the member \"\(name)\"") }
        return reader
    }

    func elements() throws(AgentScenarioError) -> [ScenarioReader] {
        guard let array = value.array else { throw failure("must be an array, not \(value.kind)") }
        return array.enumerated().map { index, element in
            ScenarioReader(file: file, member: "\(member)[\(index)]", value: element)
        }
    }

    func string() throws(AgentScenarioError) -> String {
        guard let string = value.string else { throw failure("must be a string, not \(value.kind)") }
        return string
    }

    func name() throws(AgentScenarioError) -> String {
        let name = try string()
        guard !name.isEmpty else { throw failure("must not be empty") }
        return name
    }

    func integer(in range: ClosedRange<Int>) throws(AgentScenarioError) -> Int {
        guard let integer = value.int, range.contains(integer) else {
            throw failure("must be an integer from \(range.lowerBound) to \(range.upperBound)")
        }
        return integer
    }

    func base64() throws(AgentScenarioError) -> [UInt8] {
        guard let bytes = Base64.decode(lenient: try string()) else { throw failure("must be base64") }
        return bytes
    }
}
