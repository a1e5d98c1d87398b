// Measures Colloquy beside its peers, in one run, as ratios. Started by `scripts/bench`; not part of what is deployed.
import Glibc

do {
    try await Benchmark(arguments: CommandLine.arguments).run()
} catch {
    print("benchmark: \(error)")
    exit(1)
}
