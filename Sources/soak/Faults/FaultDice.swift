import Synchronization
import TestSupport

/// Decides which exchange meets which fault: now and then any, in a storm many of one kind, and none once it is over.
final class FaultDice: Sendable {
    private struct State {
        var generator: SeededGenerator
        var storm: ExchangeFault?
        var isOver = false
        var count = 0
    }

    private let faults: [ExchangeFault]
    private let state: Mutex<State>

    /// - Parameter faults: those that the proxy can play.
    init(seed: UInt64, _ faults: [ExchangeFault]) {
        self.faults = faults
        state = Mutex(State(generator: SeededGenerator(seed: seed)))
    }

    /// How many exchanges have met a fault.
    var count: Int { state.withLock(\.count) }

    func begin(storm: ExchangeFault) { state.withLock { $0.storm = storm } }
    func endStorm() { state.withLock { $0.storm = nil } }
    func end() { state.withLock { $0.isOver = true } }

    /// One in a hundred exchanges meets a fault; one in three in a storm.
    func roll() -> ExchangeFault? {
        state.withLock { state in
            guard !state.isOver else { return nil }
            if let storm = state.storm {
                guard state.generator.isTrue(oneIn: 3) else { return nil }
                state.count += 1
                return storm
            }
            guard state.generator.isTrue(oneIn: 100) else { return nil }
            state.count += 1
            return state.generator.pick(faults)
        }
    }

    /// From 50 ms to a second.
    func pause() -> Double { state.withLock { Double(50 + $0.generator.below(950)) / 1000 } }
}
