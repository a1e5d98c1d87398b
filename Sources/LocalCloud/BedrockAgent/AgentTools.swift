import AWSCore
import HTTPTransport
import WireFormats

/// What the agent's tool functions do beside answering: they write to the session's item and make documents.
struct AgentTools: Sendable {
    /// The life of a document's link, in seconds, as the tool functions choose it.
    static let linkExpiry = 3600

    let table: (any AgentToolTable)?
    let artifactsBucket: String?
    let objects: any ObjectStore
    /// Base URL of S3.
    let endpoint: String
    let region: String
    let credentials: AWSCredentials
    let now: @Sendable () -> Timestamp

    /// A tool function that fails, in words for the one who wrote the scenario.
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    func write(_ attributes: JSONObject, _ placeholders: AgentPlaceholders) async throws {
        let table = try requireTable()
        var stored = JSONObject()
        for (name, value) in attributes { stored[name] = Self.stored(placeholders.fill(value)) }
        try await set(stored, placeholders.sessionID, table)
    }

    /// Reads each attribute, adds members to the object that its text holds, and writes it again, as the tool functions
    /// do: what somebody else writes in between is lost.
    func merge(_ merges: [String: JSONObject], _ placeholders: AgentPlaceholders) async throws {
        let table = try requireTable()
        var stored = JSONObject()
        for (name, members) in merges {
            var object = JSONObject()
            if let text = try await table.attribute(name, ofSession: placeholders.sessionID)?.string {
                guard let existing = try JSON(parsing: text).object else {
                    throw Failure(description: "\(name) holds no JSON object to add to")
                }
                object = existing
            }
            for (member, value) in placeholders.fill(members) { object[member] = value }
            stored[name] = Self.stored(.object(object))
        }
        try await set(stored, placeholders.sessionID, table)
    }

    func append(_ document: AgentDocument, _ placeholders: AgentPlaceholders) async throws {
        let table = try requireTable()
        guard let artifactsBucket, objects.hasBucket(artifactsBucket) else {
            throw Failure(description: "There is no bucket for the documents (ARTIFACTS_BUCKET_NAME)")
        }
        let key = "\(placeholders.sessionID)/\(document.name)"
        let object = StoredObject(
            bytes: document.contents(placeholders), contentType: document.contentType, lastModified: now())
        _ = try objects.put(object, as: key, in: artifactsBucket, isNew: false)
        let url = "\(endpoint)/\(artifactsBucket)/\(PercentEncoding.encode(key, keepingSlash: true))"
        let link = try SigV4Signer(service: "s3", region: region).presignedURL(
            for: HTTPRequest(method: "GET", url: url), with: credentials, at: now(), expires: Self.linkExpiry,
            payload: .unsigned)
        try await table.append(documentURL: link, toSession: placeholders.sessionID)
    }

    private func requireTable() throws -> any AgentToolTable {
        guard let table else { throw Failure(description: "The stand-in was given no table for its tools") }
        return table
    }

    private func set(_ attributes: JSONObject, _ sessionID: String, _ table: any AgentToolTable) async throws {
        var attributes = attributes
        // Python's `datetime.utcnow().isoformat()`, which the tool functions write: without a zone.
        if attributes["updated_at"] == nil { attributes["updated_at"] = .string(String(now().description.dropLast())) }
        try await table.set(attributes, ofSession: sessionID)
    }

    /// Strings and numbers as they are; anything else as JSON text, as the tool functions keep it.
    private static func stored(_ value: JSON) -> JSON {
        switch value {
        case .string, .number: value
        case .null, .bool, .array, .object: .string(String(decoding: value.serialized(), as: UTF8.self))
        }
    }
}
