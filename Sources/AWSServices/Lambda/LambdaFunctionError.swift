import WireFormats

/// The failure that a function reported, or that Lambda reported for it.
public struct LambdaFunctionError: Error, Sendable, Hashable, CustomStringConvertible {
    /// `Unhandled`, or `Handled` from old runtimes: the header `X-Amz-Function-Error`.
    public let kind: String
    /// `errorType` of the error body.
    public let type: String?
    /// `errorMessage` of the error body.
    public let message: String?
    /// The error body as it came.
    public let payload: [UInt8]

    init(kind: String, payload: [UInt8]) {
        let body = try? JSON(parsing: payload)
        self.kind = kind
        type = body?["errorType"]?.string
        message = body?["errorMessage"]?.string
        self.payload = payload
    }

    public var description: String { "\(type ?? kind): \(message ?? "the function failed without a message")" }
}
