import Foundation

/// The processes of one machine, by their parents.
enum ProcessTree {
    struct Entry: Sendable {
        var identifier: Int32
        var parent: Int32
        var name: String
        /// `R`, `S`, `Z`, …
        var state: Character
    }

    /// Those that descend from this process.
    static func descendants() -> [Entry] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        let all = names.compactMap { Int32($0) }.compactMap(entry)
        var found: [Entry] = []
        var parents: Set = [getpid()]
        while !parents.isEmpty {
            let children = all.filter { parents.contains($0.parent) }
            found += children
            parents = Set(children.map(\.identifier))
        }
        return found
    }

    /// From `/proc/PID/stat`: `42 (name) S 1 …`.
    private static func entry(_ process: Int32) -> Entry? {
        guard let stat = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8),
            let open = stat.firstIndex(of: "("), let close = stat.lastIndex(of: ")")
        else { return nil }
        let rest = stat[stat.index(after: close)...].split(separator: " ")
        guard rest.count > 1, let state = rest[0].first, let parent = Int32(rest[1]) else { return nil }
        return Entry(
            identifier: process, parent: parent, name: String(stat[stat.index(after: open)..<close]), state: state)
    }
}
