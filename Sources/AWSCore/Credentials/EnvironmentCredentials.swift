/// `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY` and `AWS_SESSION_TOKEN`: how Lambda gives a function its role.
public struct EnvironmentCredentials: CredentialProvider {
    private let found: Result<AWSCredentials, CredentialError>

    /// - Parameter environment: the process's; read once, as Lambda starts a new process for new credentials.
    public init(environment: [String: String]) {
        let id = environment.nonEmpty("AWS_ACCESS_KEY_ID")
        let secret = environment.nonEmpty("AWS_SECRET_ACCESS_KEY")
        switch (id, secret) {
        case (let id?, let secret?):
            found = .success(
                AWSCredentials(
                    accessKeyID: id, secretAccessKey: secret, sessionToken: environment.nonEmpty("AWS_SESSION_TOKEN")))
        case (nil, nil):
            found = .failure(CredentialError(.notConfigured, "AWS_ACCESS_KEY_ID is not set"))
        case (nil, _):
            found = .failure(CredentialError(.invalid, "AWS_SECRET_ACCESS_KEY is set, but AWS_ACCESS_KEY_ID is not"))
        case (_, nil):
            found = .failure(CredentialError(.invalid, "AWS_ACCESS_KEY_ID is set, but AWS_SECRET_ACCESS_KEY is not"))
        }
    }

    public func credentials() async throws(CredentialError) -> AWSCredentials { try found.get() }
}

extension [String: String] {
    /// The value of a variable without white space around it, which copying leaves there; an empty one counts as unset, as in
    /// the AWS SDKs.
    func nonEmpty(_ name: String) -> String? {
        guard let value = self[name], let first = value.firstIndex(where: { !$0.isWhitespace }),
            let last = value.lastIndex(where: { !$0.isWhitespace })
        else { return nil }
        return String(value[first...last])
    }
}
