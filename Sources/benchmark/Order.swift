import ArgumentParser
import Glibc

/// Finds, with callgrind, the functions that `bootstrap` runs from its start through some invocations, and prints their
/// symbols: what `scripts/package` lets the linker put side by side. The kernel maps files in windows of 64 KB, so that
/// functions which lie scattered bring most of the executable into memory.
struct Order: ParsableCommand {
    private static let invocations = 20

    static let configuration = CommandConfiguration(abstract: "Prints the functions that every invocation runs.")

    @Option(help: "The executable, with its symbols.")
    var bootstrap: String

    func run() throws {
        guard isInstalled("valgrind") else { throw BenchmarkError("valgrind is not installed") }
        let storage = try StorageStub()
        let folder = try ScratchFolder()
        defer { withExtendedLifetime((storage, folder)) {} }
        let profile = "\(folder.path)/profile"
        var benchmark = RuntimeBenchmark(event: RuntimePart.getSession, count: Self.invocations)
        benchmark.signal = SIGTERM
        _ = try benchmark.run { runtimeAPI in
            try launch(
                [
                    "valgrind", "--tool=callgrind", "--demangle=no", "--callgrind-out-file=\(profile)", bootstrap,
                ], environment: RuntimePart.environment(storage, runtimeAPI), outputPath: "\(folder.path)/output")
        }
        for symbol in try symbols(in: profile) { print(symbol) }
    }

    /// Callgrind names a function at its first mention, `fn=(1) name` or `cfn=(1) name`; those that call themselves come again
    /// as `name'2`. Sorted, so that the list changes only where the program does.
    private func symbols(in profile: String) throws -> [String] {
        guard let file = fopen(profile, "r") else { throw BenchmarkError("callgrind has written no profile") }
        defer { fclose(file) }
        var symbols: Set<String> = []
        var line: UnsafeMutablePointer<CChar>?
        var capacity = 0
        defer { free(line) }
        while getline(&line, &capacity, file) > 0, let start = line {
            let text = String(cString: start)
            guard text.hasPrefix("fn=(") || text.hasPrefix("cfn=("), let space = text.firstIndex(of: " ") else {
                continue
            }
            let name = text[space...].dropFirst().prefix { $0 != "'" && $0 != "\n" }
            if !name.hasPrefix("0x"), !name.hasPrefix("(") { symbols.insert(String(name)) }
        }
        guard symbols.count > 1000 else { throw BenchmarkError("the profile names \(symbols.count) functions only") }
        return symbols.sorted()
    }
}
