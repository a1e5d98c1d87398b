import ArgumentParser

/// Measures Colloquy beside its peers and its budgets, one part after the other, and prints what it finds as Markdown.
struct Measure: AsyncParsableCommand {
    enum Part: String, CaseIterable, ExpressibleByArgument {
        /// `bootstrap` beside Python's Lambda runtime.
        case runtime
        /// GetItem, signatures and event streams beside botocore and awscrt.
        case clients
        /// Each operation of each system, with the calls of the store counted.
        case operations
        /// Append and list against size.
        case sizes
        /// Context memory in long sessions, and beside Redis's own benchmark.
        case contextMemory = "context-memory"
        /// Requests a second through `colloquy serve`.
        case http
    }

    static let configuration = CommandConfiguration(abstract: "Measures what scripts/bench has built.")

    @Option(help: "The packaged executable.")
    var bootstrap: String
    @Option(help: "A Python with awslambdaric and boto3.")
    var python: String
    @Option(help: "A folder with awscrt for that Python.")
    var awscrt: String
    @Option(help: "Where peer.py lies.")
    var peer: String
    @Option(help: "The command line, for what goes through colloquy serve.")
    var colloquy: String
    @Option(help: "Where the plot of append and list against size goes.")
    var plot: String
    @Option(help: "Invocations, and calls, to measure.")
    var count = 5000
    @Argument(help: "What to measure; all of it by default.")
    var parts: [Part] = []

    func validate() throws {
        guard count >= 100 else { throw ValidationError("--count must be at least 100.") }
    }

    func run() async throws {
        var budgets: [BudgetLine] = []
        for part in parts.isEmpty ? Part.allCases : parts {
            Markdown.line("\n" + part.introduction)
            budgets += try await lines(of: part)
        }
        guard !budgets.isEmpty else { return }
        Markdown.line("\n### Budgets")
        Markdown.header("budget", "limit", "measured", "")
        for budget in budgets { Markdown.line(budget.row) }
    }

    /// Runs a part, and gives what it has found about budgets.
    private func lines(of part: Part) async throws -> [BudgetLine] {
        let peers = PythonPeer(python: python, script: peer, awscrt: awscrt)
        switch part {
        case .runtime: return try RuntimePart(bootstrap: bootstrap, peer: peers, count: count).run()
        case .clients: return try await ClientsPart(peer: peers, count: count).run()
        case .operations: return try await OperationsPart(python: python, count: count / 25).run()
        case .sizes: return try await SizesPart(plot: plot).run()
        case .contextMemory:
            try await ContextBenchmark(count: count).run()
            return []
        case .http:
            try HTTPPart(colloquy: colloquy).run()
            return []
        }
    }
}

extension Measure.Part {
    /// What the reader of the tables needs to know.
    fileprivate var introduction: String {
        switch self {
        case .runtime:
            """
            ### Beside Python's runtime

            Both sides do the same work on the same event against the same loopback server, which answers at once like
            DynamoDB; `get_session` is two storage calls. A raw socket that answers a constant shows what the measurement
            itself costs.
            """
        case .clients:
            """
            ### Beside botocore and awscrt

            awscrt is AWS's C libraries, called from Python; it has no DynamoDB, so its GetItem is a connection, a signer and
            `json`, and it does not decode event streams for Python.
            """
        case .operations:
            """
            ### Each operation

            From the event to the answer, through the assembled application. Lambda, S3, Bedrock and Twilio are stand-ins
            that answer at once. Storage calls are counted as requests to DynamoDB; where moto, whose time is mostly its own,
            was asked more or less often than the embedded store, both numbers stand there. Three lists of the originals, whose
            clients know of no second page, give up to 1,000 feedbacks and 100 of WhatsApp's sessions by default, in a call more
            for each 100 items; here they are asked for 100 and 50.
            """
        case .sizes:
            """
            ### Append and list against size

            Medians on the embedded store, from the event to the answer. Storage calls are those of an append and of a page.
            `whatsapp.add_message` answers with the latest 50 messages, and a web chat's append is a prompt whose model gets the
            latest ones, so both cost less while there are fewer. A chat session names up to 200 messages of the last seconds, which
            these, filled in one go, have. An agent's run adds events, not a request; a page of them that is not the last is asked
            for with the assessment and the number of the last event.
            """
        case .contextMemory:
            """
            ### Context memory

            Redis runs a script that numbers the message, knows repeats and bounds the list; `redis-benchmark` does `LPUSH` of
            the same bytes on the same server.
            """
        case .http:
            """
            ### Requests a second

            wrk on the same machine, through `colloquy serve` with the embedded store: stand-ins for API Gateway and the Runtime
            API, and one `bootstrap` that takes eight invocations at a time.
            """
        }
    }
}
