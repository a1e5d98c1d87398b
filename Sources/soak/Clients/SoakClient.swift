/// A client of one system: works until the traffic ends, notes what it was promised, and checks that in the end. One thing
/// at a time, as one user would.
protocol SoakClient: Actor {
    /// One write or read, whatever the dice have.
    func step() async
    /// Compares what is there with what was promised, once all is calm.
    func verify(_ stored: StoredItems, _ findings: Findings) async
}

extension SoakClient {
    /// - Parameter pause: between two steps, at most.
    func work(until end: ContinuousClock.Instant, pause: Duration) async {
        while ContinuousClock.now < end {
            await step()
            guard (try? await Task.sleep(for: pause * Int.random(in: 25...100) / 100)) != nil else { return }
        }
    }
}
