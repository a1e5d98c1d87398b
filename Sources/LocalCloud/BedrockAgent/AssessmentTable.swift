import AWSServices
import SystemSupport
public import Tables
public import WireFormats

/// The assessments' table as the agent's tool functions write to it: plain updates, as theirs are.
public struct AssessmentTable: AgentToolTable {
    private let tables: any Tables
    private let name: String

    public init(tables: any Tables, name: String) {
        self.tables = tables
        self.name = name
    }

    public func set(_ attributes: JSONObject, ofSession sessionID: String) async throws {
        var update = Update()
        for (name, value) in attributes { update.set[name] = try AttributeValue(plain: value) }
        try await tables.update(name, key: key(sessionID), update)
    }

    public func append(documentURL: String, toSession sessionID: String) async throws {
        try await tables.update(
            name, key: key(sessionID), Update(append: ["document_urls": [.string(documentURL)]]))
    }

    public func attribute(_ attribute: String, ofSession sessionID: String) async throws -> JSON? {
        try await tables.get(name, key: key(sessionID))?[attribute]?.plainJSON
    }

    private func key(_ sessionID: String) -> Item { ["session_id": .string(sessionID)] }
}
