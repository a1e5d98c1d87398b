import WireFormats

/// What became of one fixture.
struct FixtureOutcome {
    enum Verdict {
        case passed
        /// The answer has been written by `--update`; false when it was the same already.
        case recorded(isNew: Bool)
        case different(AnswerComparison)
        case failed(String)
    }

    let name: String
    var verdict: Verdict
    /// The answer's HTTP status; `error` for a failed invocation, `-` for a bare value.
    var status: String
    var duration: Duration
    /// What the function printed meanwhile.
    var output: [String]

    var isFailure: Bool {
        switch verdict {
        case .passed, .recorded: false
        case .different, .failed: true
        }
    }
}
