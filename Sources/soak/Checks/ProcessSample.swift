import Foundation

/// What a process has in hand at one time, as Linux tells it.
struct ProcessSample: Sendable {
    /// Anonymous memory in kB: without the pages of the executable's file, which come and go.
    var memory: Int
    var descriptors: Int

    /// `nil` when the process has ended, or the system does not tell.
    init?(of process: Int32) {
        guard let rollup = try? String(contentsOfFile: "/proc/\(process)/smaps_rollup", encoding: .utf8),
            let line = rollup.split(separator: "\n").first(where: { $0.hasPrefix("Anonymous:") }),
            let memory = line.split(separator: " ").dropFirst().first.flatMap({ Int($0) }),
            let descriptors = try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(process)/fd")
        else { return nil }
        self.memory = memory
        self.descriptors = descriptors.count
    }
}
