import WireFormats

/// An answer of the function, over HTTP or by a direct invocation.
struct Answer: Sendable {
    var status: Int
    var headers: HTTPHeaders
    var body: [UInt8]

    var json: JSON { (try? JSON(parsing: body)) ?? .null }
    var text: String { String(decoding: body, as: UTF8.self) }

    /// Whether a client tries again with the same id: the service has failed, or asks for it.
    var isPassing: Bool { status >= 500 || status == 429 || (status == 409 && headers["Retry-After"] != nil) }
}
