extension Configuration {
    /// System 001.
    public struct Assessments: Sendable, Hashable {
        public var assessmentsTable: String
        public var eventsTable: String
        public var artifactsBucket: String
        /// `nil` when templates cannot be uploaded.
        public var templatesBucket: String?
        public var agentID: String?
        public var agentAliasID: String?
        public var lease: Duration
        /// False completes a run with one of its two documents.
        public var requiresAllDocuments: Bool
    }
}

extension EnvironmentReader {
    private enum RequiredDocuments: String, CaseIterable {
        case all
        case any
    }

    /// - Returns: `nil` when none of the tables is named.
    func assessments(store: Configuration.Store) throws(ConfigurationError) -> Configuration.Assessments? {
        let tables = [Setting.assessmentsTable, .agentEventsTable]
        if tables.allSatisfy({ text($0, in: store) == nil }) { return nil }
        func name(_ setting: Setting) throws(ConfigurationError) -> String {
            try required(setting, text(setting, in: store), because: "a table of the assessments is")
        }
        return Configuration.Assessments(
            assessmentsTable: try name(.assessmentsTable), eventsTable: try name(.agentEventsTable),
            artifactsBucket: try name(.artifactsBucket), templatesBucket: text(.templatesBucket, in: store),
            agentID: text(.agentID), agentAliasID: text(.agentAliasID),
            lease: .seconds(try integer(.workflowLease, in: 1...900)),
            requiresAllDocuments: try choice(.requiredDocuments, as: RequiredDocuments.self) == .all)
    }
}
