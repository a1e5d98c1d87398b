/// One profile, from both shared files. Where both files have a setting, the credentials file wins.
struct SharedProfile: Sendable {
    let name: String
    /// Somebody asked for this profile by name.
    let isExplicit: Bool
    /// `nil` when neither file has the profile.
    let settings: [String: String]?
    /// The credentials file has a key in it, which then wins over a process that the config file names.
    let hasKeysInCredentialsFile: Bool
    private let services: [String: [String: String]]

    init(name: String, isExplicit: Bool, config: ProfileFile, credentials: ProfileFile) {
        self.name = name
        self.isExplicit = isExplicit
        let own = credentials.credentialsProfile(name)
        let sections = [config.configProfile(name), own].compactMap(\.self)
        settings =
            sections.isEmpty ? nil : sections.reduce(into: [:]) { $0.merge($1.settings) { _, later in later } }
        hasKeysInCredentialsFile = own?.settings.nonEmpty("aws_access_key_id") != nil
        let named = settings?["services"].flatMap { config.sections["services \($0)"] }
        services = named?.nested ?? [:]
    }

    /// A setting of the profile; an empty one counts as absent.
    subscript(key: String) -> String? { settings?.nonEmpty(key) }

    /// Part of a pair of keys, or all of it.
    var hasKeys: Bool { self["aws_access_key_id"] != nil || self["aws_secret_access_key"] != nil }

    /// The role that is to be assumed with the credentials of another profile or source; one with a web identity needs none.
    var role: String? { self["web_identity_token_file"] == nil ? self["role_arn"] : nil }

    /// `endpoint_url` of the profile's `services` section, for a service such as `dynamodb` or `bedrock_agent_runtime`.
    func endpoint(ofService name: String) -> String? { services[name]?.nonEmpty("endpoint_url") }
}
