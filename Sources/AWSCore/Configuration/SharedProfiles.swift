/// The profiles of both shared files: `AWS_CONFIG_FILE` (default `~/.aws/config`) and `AWS_SHARED_CREDENTIALS_FILE` (default
/// `~/.aws/credentials`).
struct SharedProfiles: Sendable {
    /// What the environment selects: `AWS_PROFILE`, by default `default`.
    let selectedName: String
    /// Somebody asked for that profile by name.
    let isExplicit: Bool
    private let config: ProfileFile
    private let credentials: ProfileFile

    init(environment: [String: String]) {
        let explicit = environment.nonEmpty("AWS_PROFILE") ?? environment.nonEmpty("AWS_DEFAULT_PROFILE")
        selectedName = explicit ?? "default"
        isExplicit = explicit != nil
        let home = environment.nonEmpty("HOME")
        func file(_ variable: String, _ standard: String) -> ProfileFile {
            let path = TextFile.expand(environment.nonEmpty(variable) ?? standard, home: home)
            return path.flatMap(TextFile.read).map(ProfileFile.init(parsing:)) ?? ProfileFile()
        }
        config = file("AWS_CONFIG_FILE", "~/.aws/config")
        credentials = file("AWS_SHARED_CREDENTIALS_FILE", "~/.aws/credentials")
    }

    var selected: SharedProfile { self[selectedName] }

    subscript(name: String) -> SharedProfile {
        SharedProfile(
            name: name, isExplicit: isExplicit || name != selectedName, config: config, credentials: credentials)
    }
}
