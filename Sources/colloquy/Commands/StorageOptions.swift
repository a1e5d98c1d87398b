import ArgumentParser

/// `--store` and `--endpoint`: where the function keeps its data.
struct StorageOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "sqlite:PATH or dynamodb. (default: sqlite:, with a file in this platform's state directory)",
            valueName: "store"))
    var store: Store?

    @Option(
        help: ArgumentHelp("With --store dynamodb: the URL of a DynamoDB-compatible server.", valueName: "url"))
    var endpoint: String?

    func validate() throws {
        guard let endpoint else { return }
        guard store == .dynamoDB else { throw ValidationError("--endpoint goes with --store dynamodb.") }
        try Self.check(endpoint: endpoint)
    }

    static func check(endpoint: String, option: String = "--endpoint") throws {
        guard endpoint.wholeMatch(of: #/https?://[A-Za-z0-9.\-\[\]:]+/?/#) != nil else {
            throw ValidationError("\(option) must be a URL such as http://127.0.0.1:8000, not '\(endpoint)'.")
        }
    }
}
