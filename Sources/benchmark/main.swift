// Measures Colloquy beside its peers, in one run, as ratios. Started by `scripts/bench`; not part of what is deployed.
import Glibc

do {
    let arguments = CommandLine.arguments
    if arguments.count == 3, arguments[1] == "context-memory", let count = Int(arguments[2]), count >= 100 {
        try await ContextBenchmark(count: count).run()
    } else {
        try await Benchmark(arguments: arguments).run()
    }
} catch {
    print("benchmark: \(error)")
    exit(1)
}
