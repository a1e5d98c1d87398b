/// The profile that the environment selects, from both shared files.
///
/// `AWS_PROFILE` (default `default`), `AWS_SHARED_CREDENTIALS_FILE` (default `~/.aws/credentials`), `AWS_CONFIG_FILE`
/// (default `~/.aws/config`). Where both files have a setting, the credentials file wins.
struct SharedProfile: Sendable {
    let name: String
    /// Somebody asked for this profile by name.
    let isExplicit: Bool
    /// `nil` when neither file has the profile.
    let settings: [String: String]?
    private let services: [String: [String: String]]

    init(environment: [String: String]) {
        let explicit = environment.nonEmpty("AWS_PROFILE") ?? environment.nonEmpty("AWS_DEFAULT_PROFILE")
        name = explicit ?? "default"
        isExplicit = explicit != nil
        let home = environment.nonEmpty("HOME")
        func file(_ variable: String, _ standard: String) -> ProfileFile {
            let path = TextFile.expand(environment.nonEmpty(variable) ?? standard, home: home)
            return path.flatMap(TextFile.read).map(ProfileFile.init(parsing:)) ?? ProfileFile()
        }
        let config = file("AWS_CONFIG_FILE", "~/.aws/config")
        let credentials = file("AWS_SHARED_CREDENTIALS_FILE", "~/.aws/credentials")
        let sections = [config.configProfile(name), credentials.credentialsProfile(name)].compactMap(\.self)
        settings =
            sections.isEmpty ? nil : sections.reduce(into: [:]) { $0.merge($1.settings) { _, later in later } }
        let named = settings?["services"].flatMap { config.sections["services \($0)"] }
        services = named?.nested ?? [:]
    }

    /// A setting of the profile; an empty one counts as absent.
    subscript(key: String) -> String? { settings?.nonEmpty(key) }

    /// `endpoint_url` of the profile's `services` section, for a service such as `dynamodb` or `bedrock_agent_runtime`.
    func endpoint(ofService name: String) -> String? { services[name]?.nonEmpty("endpoint_url") }
}
