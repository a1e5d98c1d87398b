/// The role that a profile names by `role_arn`, assumed with the credentials of its `source_profile` or `credential_source`.
///
/// As in botocore 1.43 (`AssumeRoleProvider`): the role wins over keys that the same profile has, which are only used where
/// `source_profile` is the profile itself; in a source profile its keys win over its role; a source may itself be a role. A device
/// for a second factor (`mfa_serial`) is refused, as nobody is there to read its code.
struct RoleCredentials: CredentialProvider {
    let environment: [String: String]
    let service: SecurityTokenService
    /// What `credential_source` may name.
    let sources: [String: any CredentialProvider]

    func credentials() async throws(CredentialError) -> AWSCredentials {
        let profiles = SharedProfiles(environment: environment)
        let profile = profiles.selected
        guard profile.settings != nil || !profile.isExplicit else {
            throw CredentialError(.invalid, "there is no profile \(profile.name)")
        }
        guard let role = profile.role else {
            throw CredentialError(.notConfigured, "profile \(profile.name) has no role_arn")
        }
        return try await assume(role, of: profile, visited: [profile.name], profiles)
    }

    private func assume(
        _ arn: String, of profile: SharedProfile, visited: [String], _ profiles: SharedProfiles
    ) async throws(CredentialError) -> AWSCredentials {
        guard profile["mfa_serial"] == nil else {
            throw CredentialError(
                .invalid,
                "profile \(profile.name) has mfa_serial, and nobody can enter a code here; "
                    + "run: eval $(aws configure export-credentials --profile \(profile.name) --format env)")
        }
        let role = try AssumedRole(arn: arn, profile: profile)
        let source: any CredentialProvider
        switch (profile["source_profile"], profile["credential_source"]) {
        case (let name?, nil):
            source = StaticCredentials(try await credentials(ofSource: name, for: profile, visited, profiles))
        case (nil, let name?):
            guard let named = sources[name] else {
                throw CredentialError(
                    .invalid,
                    "credential_source of profile \(profile.name) must be "
                        + sources.keys.sorted().joined(separator: ", ") + ", not \(name)")
            }
            source = StaticCredentials(
                try await Self.must(named, "credential_source of profile \(profile.name) is \(name), but"))
        case (nil, nil):
            throw CredentialError(
                .invalid,
                "profile \(profile.name) has role_arn, but neither source_profile nor credential_source "
                    + "nor web_identity_token_file")
        default:
            throw CredentialError(
                .invalid, "profile \(profile.name) has both source_profile and credential_source; leave one of them out"
            )
        }
        do {
            return try await service.assume(role, with: source)
        } catch {
            throw CredentialError(error.code, "profile \(profile.name): \(error.description)")
        }
    }

    private func credentials(
        ofSource name: String, for profile: SharedProfile, _ visited: [String], _ profiles: SharedProfiles
    ) async throws(CredentialError) -> AWSCredentials {
        let source = profiles[name]
        let place = "source_profile of profile \(profile.name) is \(name), "
        guard source.settings != nil else { throw CredentialError(.invalid, place + "which does not exist") }
        // A profile may use its own keys, and no more than that.
        let isItself = name == profile.name && source.hasKeys
        guard isItself || !visited.contains(name) else {
            throw CredentialError(
                .invalid, place + "which leads back to itself: " + (visited + [name]).joined(separator: ", "))
        }
        if !source.hasKeys, let role = source.role {
            return try await assume(role, of: source, visited: visited + [name], profiles)
        }
        if source["web_identity_token_file"] != nil {
            return try await WebIdentityCredentials(environment: environment, source: name, service: service)
                .credentials()
        }
        return try await Self.must(ProfileCredentials(environment: environment, source: name), place + "but")
    }

    /// What was asked for by name and is not there is wrong, and not a reason to look elsewhere.
    private static func must(
        _ provider: any CredentialProvider, _ place: String
    ) async throws(CredentialError) -> AWSCredentials {
        do {
            return try await provider.credentials()
        } catch {
            throw CredentialError(
                error.code == .notConfigured ? .invalid : error.code, "\(place) \(error.description)")
        }
    }
}
