import WireFormats

/// One event on its way to the function, with what Lambda sends along.
public struct Invocation: Sendable {
    public var requestID: String
    public var payload: [UInt8]
    /// X-Ray's header, `Root=1-…;Parent=…;Sampled=0`.
    public var traceID: String
    /// JSON text, as a mobile client sends it.
    public var clientContext: String?
    public var tenantID: String?
    /// The version or alias that is invoked; `nil` where none was given, which is `$LATEST`.
    public var qualifier: String?

    public init(
        requestID: String = Identifier.uuid(), payload: [UInt8], traceID: String? = nil, clientContext: String? = nil,
        tenantID: String? = nil, qualifier: String? = nil
    ) {
        self.requestID = requestID
        self.payload = payload
        self.traceID = traceID ?? Identifier.trace()
        self.clientContext = clientContext
        self.tenantID = tenantID
        self.qualifier = qualifier
    }
}
