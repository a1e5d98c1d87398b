public import WireFormats

/// What goes back; the event's kind decides how it is wrapped.
public struct Response: Sendable, Hashable {
    public enum Body: Sendable, Hashable {
        case json(JSON)
        case text(String)
        case bytes([UInt8])
        case empty
    }

    public var status: Int
    public var headers: HTTPHeaders
    public var body: Body
    /// `Set-Cookie` values.
    public var cookies: [String]
    /// A direct invoker gets the body's JSON itself instead of a wrapped answer (000: lists).
    public var isBareForDirectCallers: Bool

    public init(
        status: Int = 200, headers: HTTPHeaders = [:], body: Body = .empty, cookies: [String] = [],
        isBareForDirectCallers: Bool = false
    ) {
        self.status = status
        self.headers = headers
        self.body = body
        self.cookies = cookies
        self.isBareForDirectCallers = isBareForDirectCallers
    }

    public static func json(_ value: JSON, status: Int = 200, headers: HTTPHeaders = [:]) -> Response {
        Response(status: status, headers: headers, body: .json(value))
    }
}
