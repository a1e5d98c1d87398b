/// Who a mobile SDK's caller is.
public struct CognitoIdentity: Sendable, Hashable {
    public var identityID: String
    public var identityPoolID: String

    public init(identityID: String, identityPoolID: String) {
        self.identityID = identityID
        self.identityPoolID = identityPoolID
    }
}
