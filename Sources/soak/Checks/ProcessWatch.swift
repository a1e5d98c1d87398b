import LocalCloud

/// Samples the oldest process of each function, which the plan spares, and judges whether it has grown.
actor ProcessWatch {
    /// Between the medians of the second and the last quarter of the samples: how much anonymous memory a process may
    /// gain, in kB. A leak of 100 bytes a request shows in ten thousand requests.
    static let memoryBound = 1024
    /// Connections are kept for a while, and more of them when there is more to do.
    static let descriptorBound = 6
    /// A process that is younger still warms up: every pool and cache of it grows.
    static let warmUp = Duration.seconds(120)

    private let functions: [LocalFunction]
    private var samples: [[ProcessSample]]
    private var processes: [Int32]

    init(_ clouds: [LocalCloud]) async {
        functions = clouds.map(\.function)
        samples = functions.map { _ in [] }
        processes = []
        for function in functions { processes.append(await function.processIdentifiers.first ?? 0) }
    }

    /// Until the task is cancelled.
    func watch() async {
        while (try? await Task.sleep(for: .milliseconds(500))) != nil { sample() }
    }

    private func sample() {
        for (index, process) in processes.enumerated() {
            if let sample = ProcessSample(of: process) { samples[index].append(sample) }
        }
    }

    func judge(after length: Duration, _ findings: Findings) async {
        for (index, function) in functions.enumerated() {
            let oldest = await function.processIdentifiers.first
            findings.expect(
                .processes, oldest == processes[index], "bootstrap \(index + 1).1 has ended although nobody killed it")
            let quarter = samples[index].count / 4
            guard quarter > 0 else { continue }
            let (early, late) = (samples[index][quarter..<(2 * quarter)], samples[index].suffix(quarter))
            let memory = (Self.median(early.map(\.memory)), Self.median(late.map(\.memory)))
            let descriptors = (Self.median(early.map(\.descriptors)), Self.median(late.map(\.descriptors)))
            findings.remark(.memory, "\(findings[.memory].remark.map { $0 + ", " } ?? "")\(memory.0) → \(memory.1) kB")
            findings.remark(
                .descriptors,
                "\(findings[.descriptors].remark.map { $0 + ", " } ?? "")\(descriptors.0) → \(descriptors.1)")
            guard length >= Self.warmUp else { continue }
            findings.expect(
                .descriptors, descriptors.1 <= descriptors.0 + Self.descriptorBound,
                "bootstrap \(index + 1).1 had \(descriptors.0) and has \(descriptors.1)")
            findings.expect(
                .memory, memory.1 - memory.0 < Self.memoryBound,
                "bootstrap \(index + 1).1 had \(memory.0) kB and has \(memory.1) kB")
        }
        if length < Self.warmUp {
            for check in [Findings.Check.memory, .descriptors] {
                findings.remark(check, "\(findings[check].remark ?? ""): too short a run to judge")
            }
        }
        for name in await zombies() { findings.expect(.processes, false, "\(name) is a zombie") }
    }

    /// Those that nobody has taken notice of for seconds.
    private func zombies() async -> [String] {
        var left: Set<String>?
        for _ in 0..<10 {
            let found = ProcessTree.descendants().filter { $0.state == "Z" }.map { "\($0.name) \($0.identifier)" }
            left = left?.intersection(found) ?? Set(found)
            if left?.isEmpty != false { break }
            guard (try? await Task.sleep(for: .milliseconds(500))) != nil else { break }
        }
        return left?.sorted() ?? []
    }

    private static func median(_ values: [Int]) -> Int { values.sorted()[values.count / 2] }
}
