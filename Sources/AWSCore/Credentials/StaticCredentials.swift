/// Credentials that somebody else found: for tests and tools.
public struct StaticCredentials: CredentialProvider {
    private let value: AWSCredentials

    public init(_ credentials: AWSCredentials) { value = credentials }

    public init(accessKeyID: String, secretAccessKey: String, sessionToken: String? = nil) {
        self.init(
            AWSCredentials(
                accessKeyID: accessKeyID, secretAccessKey: secretAccessKey, sessionToken: sessionToken))
    }

    public func credentials() async throws(CredentialError) -> AWSCredentials { value }
}
