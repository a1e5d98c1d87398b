/// Which role is to be assumed, and under what name.
struct AssumedRole: Sendable, Hashable {
    var arn: String
    /// Stands in the logs of the account whose role it is.
    var sessionName: String?
    /// What the role's owner asks of strangers.
    var externalID: String?
    /// Of the credentials, in seconds; `nil` for the hour that STS gives.
    var duration: Int?

    /// Seconds that STS takes (STS API Reference, "AssumeRole").
    private static let durations = 900...43_200

    /// - Parameter profile: has a `role_arn`.
    /// - Throws: ``CredentialError`` that names the profile and the key.
    init(arn: String, profile: SharedProfile) throws(CredentialError) {
        self.arn = arn
        sessionName = profile["role_session_name"]
        externalID = profile["external_id"]
        guard let text = profile["duration_seconds"] else { return }
        guard let seconds = Int(text), Self.durations.contains(seconds) else {
            throw CredentialError(
                .invalid,
                "duration_seconds of profile \(profile.name) must be a number from \(Self.durations.lowerBound) "
                    + "to \(Self.durations.upperBound)")
        }
        duration = seconds
    }

    init(arn: String, sessionName: String?) {
        self.arn = arn
        self.sessionName = sessionName
    }
}
