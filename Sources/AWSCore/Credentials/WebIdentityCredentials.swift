/// A role assumed with a token that another program keeps in a file, as Kubernetes does.
///
/// `AWS_WEB_IDENTITY_TOKEN_FILE`, `AWS_ROLE_ARN` and `AWS_ROLE_SESSION_NAME`, each of which wins over the profile's
/// `web_identity_token_file`, `role_arn` and `role_session_name` (botocore 1.43, `AssumeRoleWithWebIdentityProvider`). The file is
/// read at each call, because the token in it is replaced.
struct WebIdentityCredentials: CredentialProvider {
    let environment: [String: String]
    /// A profile that another one names: the variables are not for it. `nil` for the selected profile.
    var source: String?
    let service: SecurityTokenService

    func credentials() async throws(CredentialError) -> AWSCredentials {
        let profiles = SharedProfiles(environment: environment)
        let profile = source.map { profiles[$0] } ?? profiles.selected
        func setting(_ variable: String, _ key: String) -> (name: String, value: String)? {
            if source == nil, let value = environment.nonEmpty(variable) { return (variable, value) }
            return profile[key].map { ("\(key) of profile \(profile.name)", $0) }
        }
        guard let file = setting("AWS_WEB_IDENTITY_TOKEN_FILE", "web_identity_token_file") else {
            throw CredentialError(.notConfigured, "AWS_WEB_IDENTITY_TOKEN_FILE is not set")
        }
        guard let role = setting("AWS_ROLE_ARN", "role_arn") else {
            throw CredentialError(
                .invalid, "\(file.name) is set, but neither AWS_ROLE_ARN nor role_arn of profile \(profile.name)")
        }
        guard let path = TextFile.expand(file.value, home: environment.nonEmpty("HOME")),
            let token = TextFile.read(path)?.split(whereSeparator: \.isWhitespace).first
        else {
            throw CredentialError(.invalid, "\(file.name): the file cannot be read, or has no token in it")
        }
        let session = setting("AWS_ROLE_SESSION_NAME", "role_session_name")?.value
        do {
            return try await service.assume(
                AssumedRole(arn: role.value, sessionName: session), webIdentityToken: String(token))
        } catch {
            throw CredentialError(error.code, "\(file.name): \(error.description)")
        }
    }
}
