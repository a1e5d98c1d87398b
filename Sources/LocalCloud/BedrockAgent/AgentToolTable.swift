public import WireFormats

/// The table that the agent's tool functions share with the assessments, as far as they write to it. Whoever starts the
/// stand-ins supplies it, over the store that the function has.
///
/// A throwing call is what a tool function that fails is: the stand-in ends the stream with
/// `dependencyFailedException`.
public protocol AgentToolTable: Sendable {
    /// Sets attributes of the session's item and leaves the others alone (`SET a = …`, without a condition). A string
    /// becomes S, a number N.
    func set(_ attributes: JSONObject, ofSession sessionID: String) async throws

    /// `SET document_urls = list_append(if_not_exists(document_urls, []), [url])`.
    func append(documentURL: String, toSession sessionID: String) async throws

    /// One attribute of the session's item, S as a string and N as a number; `nil` when it is not there.
    func attribute(_ name: String, ofSession sessionID: String) async throws -> JSON?
}
