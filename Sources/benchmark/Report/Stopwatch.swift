/// Microseconds of single calls.
///
/// - Parameter count: of calls that are measured, after a tenth of them to warm up.
func measure(_ count: Int, _ work: () async throws -> Void) async rethrows -> [Double] {
    for _ in 0..<(count / 10) { try await work() }
    var times: [Double] = []
    times.reserveCapacity(count)
    for _ in 0..<count { times.append(try await microseconds(work)) }
    return times
}

func microseconds(_ work: () async throws -> Void) async rethrows -> Double {
    let start = ContinuousClock.now
    try await work()
    return (ContinuousClock.now - start).microseconds
}

extension Duration {
    var microseconds: Double { Double(components.seconds) * 1e6 + Double(components.attoseconds) / 1e12 }
}
