/// What a handler answers.
public struct LambdaResponse: Sendable, Hashable {
    /// At most ``LambdaResponse/maximumSize`` bytes; a longer one is reported as `Function.ResponseSizeTooLarge`.
    public var body: [UInt8]
    /// One that is no valid header value is reported as `Function.InvalidContentType`.
    public var contentType: String

    /// 6 MiB and 100 bytes (Lambda: quota on synchronous payloads, as its Runtime API enforces it).
    public static let maximumSize = 6_291_556

    public init(body: [UInt8], contentType: String = "application/json") {
        self.body = body
        self.contentType = contentType
    }
}
