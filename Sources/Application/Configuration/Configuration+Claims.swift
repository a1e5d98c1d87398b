import Gateway

extension Configuration {
    /// What names of groups are made of, which decides how a list is read that a gateway has made a text of.
    enum GroupNames: String, CaseIterable {
        case any
        case withoutBlanks = "without-blanks"
    }
}

extension EnvironmentReader {
    func claims() throws(ConfigurationError) -> ClaimNames {
        ClaimNames(
            user: try names(.userClaim), groups: try names(.groupsClaim),
            groupNamesMayHaveBlanks: try choice(.groupNames, as: Configuration.GroupNames.self) == .any)
    }
}
