/// Keys from the shared files, for the developer's machine.
///
/// Profiles that need another service first (single sign-on, roles, a credential process) are refused with a message that
/// says how to get keys out of them.
public struct ProfileCredentials: CredentialProvider {
    private let environment: [String: String]

    /// - Parameter environment: names the profile and the files; see ``AWSConfiguration``. The files are read at each call.
    public init(environment: [String: String]) { self.environment = environment }

    public func credentials() async throws(CredentialError) -> AWSCredentials {
        let profile = SharedProfile(environment: environment)
        guard profile.settings != nil else {
            if profile.isExplicit { throw CredentialError(.invalid, "there is no profile \(profile.name)") }
            throw CredentialError(.notConfigured, "there is no default profile")
        }
        switch (profile["aws_access_key_id"], profile["aws_secret_access_key"]) {
        case (let id?, let secret?):
            return AWSCredentials(
                accessKeyID: id, secretAccessKey: secret, sessionToken: profile["aws_session_token"])
        case (nil, nil):
            for key in ["role_arn", "sso_session", "sso_start_url", "credential_process", "login_session"]
            where profile[key] != nil {
                throw CredentialError(
                    .invalid,
                    "profile \(profile.name) has \(key), which is not supported here; "
                        + "run: eval $(aws configure export-credentials --profile \(profile.name) --format env)")
            }
            if profile.isExplicit { throw CredentialError(.invalid, "profile \(profile.name) has no keys") }
            throw CredentialError(.notConfigured, "the default profile has no keys")
        default:
            throw CredentialError(
                .invalid, "profile \(profile.name) has only one of aws_access_key_id and aws_secret_access_key")
        }
    }
}
