public import WireFormats

/// What AWS requests are signed with. Its description shows no secret.
public struct AWSCredentials: Sendable, Hashable, CustomStringConvertible, CustomReflectable {
    public var accessKeyID: String
    public var secretAccessKey: String
    /// Goes with temporary credentials.
    public var sessionToken: String?
    /// When temporary credentials end; `nil` when they do not or nobody said.
    public var expiration: Timestamp?

    public init(
        accessKeyID: String, secretAccessKey: String, sessionToken: String? = nil, expiration: Timestamp? = nil
    ) {
        self.accessKeyID = accessKeyID
        self.secretAccessKey = secretAccessKey
        self.sessionToken = sessionToken
        self.expiration = expiration
    }

    public var description: String { "AWSCredentials(\(accessKeyID))" }
    public var customMirror: Mirror { Mirror(self, children: ["accessKeyID": accessKeyID]) }
}
