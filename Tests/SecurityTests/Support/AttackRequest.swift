import WireFormats

/// An HTTP request, before a gateway has made an event of it.
struct AttackRequest: Sendable {
    var method: String
    /// Its `{name}` segments stand for ``parameters``.
    var template: String
    /// Not encoded.
    var parameters: [String: String] = [:]
    /// Not encoded.
    var query: [(name: String, value: String)] = []
    var headers: [(name: String, value: String)] = [("Content-Type", "application/json")]
    var body: [UInt8] = []

    /// As it is sent: percent-encoded.
    var path: String {
        parameters.reduce(template) { path, parameter in
            path.replacing("{\(parameter.key)}", with: PercentEncoding.encode(parameter.value))
        }
    }

    var rawQuery: String {
        query.map { "\(PercentEncoding.encode($0.name))=\(PercentEncoding.encode($0.value))" }.joined(separator: "&")
    }

    /// The body's JSON.
    var json: JSON? {
        get { try? JSON(parsing: body) }
        set { body = newValue?.serialized() ?? [] }
    }
}
