import WireFormats

/// What a stand-in answers.
struct ServerResponse: Sendable, Hashable {
    var status: Int
    var headers: HTTPHeaders
    var body: [UInt8]

    init(status: Int, headers: HTTPHeaders = [:], body: [UInt8] = []) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    static func json(_ value: JSON, status: Int = 200, headers: HTTPHeaders = [:]) -> ServerResponse {
        var headers = headers
        headers["Content-Type"] = headers["Content-Type"] ?? "application/json"
        return ServerResponse(status: status, headers: headers, body: value.serialized())
    }
}
