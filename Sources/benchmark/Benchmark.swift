import ArgumentParser

/// Colloquy's own measurements, for `scripts/bench` and `scripts/order`; not part of what is deployed.
@main
struct Benchmark: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "benchmark", abstract: "Measures Colloquy.", subcommands: [Measure.self, Order.self])
}

struct BenchmarkError: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}
