/// Keys from the shared files, for the developer's machine.
///
/// Profiles that need another service first (single sign-on, a credential process) are refused with a message that says how to
/// get keys out of them; roles are for ``RoleCredentials`` and ``WebIdentityCredentials``, which a chain asks before. What wins
/// over what is as in botocore 1.43's `credentials.py`: single sign-on, keys of the credentials file, a login, a process, keys of
/// the config file.
public struct ProfileCredentials: CredentialProvider {
    private let environment: [String: String]
    /// Of which profile, where not of the selected one.
    private let source: String?

    /// - Parameter environment: names the profile and the files; see ``AWSConfiguration``. The files are read at each call.
    public init(environment: [String: String]) { self.init(environment: environment, source: nil) }

    /// - Parameter source: the profile whose keys a role is assumed with. They win over a role of its own.
    init(environment: [String: String], source: String?) {
        self.environment = environment
        self.source = source
    }

    public func credentials() async throws(CredentialError) -> AWSCredentials {
        let profiles = SharedProfiles(environment: environment)
        let profile = source.map { profiles[$0] } ?? profiles.selected
        guard profile.settings != nil else {
            if profile.isExplicit { throw CredentialError(.invalid, "there is no profile \(profile.name)") }
            throw CredentialError(.notConfigured, "there is no default profile")
        }
        var unsupported = ["sso_account_id", "sso_role_name"]
        if !profile.hasKeys { unsupported += ["sso_session", "sso_start_url"] }
        if source == nil { unsupported.append("role_arn") }
        if !profile.hasKeysInCredentialsFile { unsupported += ["login_session", "credential_process"] }
        if let key = unsupported.first(where: { profile[$0] != nil }) {
            throw CredentialError(
                .invalid,
                "profile \(profile.name) has \(key), which is not supported here; "
                    + "run: eval $(aws configure export-credentials --profile \(profile.name) --format env)")
        }
        switch (profile["aws_access_key_id"], profile["aws_secret_access_key"]) {
        case (let id?, let secret?):
            return AWSCredentials(
                accessKeyID: id, secretAccessKey: secret, sessionToken: profile["aws_session_token"])
        case (nil, nil):
            if profile.isExplicit { throw CredentialError(.invalid, "profile \(profile.name) has no keys") }
            throw CredentialError(.notConfigured, "the default profile has no keys")
        default:
            throw CredentialError(
                .invalid, "profile \(profile.name) has only one of aws_access_key_id and aws_secret_access_key")
        }
    }
}
