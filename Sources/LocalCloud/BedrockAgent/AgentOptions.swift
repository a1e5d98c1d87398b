/// What the stand-in for Bedrock's agents plays, and what its tool functions write to.
public struct AgentOptions: Sendable {
    /// The folder of the scenario files; the agent `happy-path` plays `happy-path.json` in it. A file is read anew at each
    /// call, so that it may be edited meanwhile.
    public var scenarios: String
    /// Without it, a scenario whose tools write ends with `dependencyFailedException`.
    public var table: (any AgentToolTable)?
    /// Where the documents go. Without it, a scenario that makes documents ends with `dependencyFailedException`.
    public var artifactsBucket: String?

    public init(scenarios: String, table: (any AgentToolTable)? = nil, artifactsBucket: String? = nil) {
        self.scenarios = scenarios
        self.table = table
        self.artifactsBucket = artifactsBucket
    }
}
