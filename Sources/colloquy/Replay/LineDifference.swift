/// The difference of two texts line by line, by their longest common subsequence, with a few common lines around each
/// change.
struct LineDifference: Equatable {
    enum Line: Equatable {
        case common(String)
        case removed(String)
        case added(String)
        /// Common lines that are left out.
        case gap(Int)
    }

    let lines: [Line]

    init(from old: String, to new: String, context: Int = 3) {
        let left = old.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        let right = new.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        lines = Self.shortened(Self.merged(left, right), context)
    }

    private static func merged(_ left: [String], _ right: [String]) -> [Line] {
        let changes = right.difference(from: left)
        var removed: [Int: String] = [:]
        var added: [Int: String] = [:]
        for change in changes {
            switch change {
            case .remove(let offset, let element, _): removed[offset] = element
            case .insert(let offset, let element, _): added[offset] = element
            }
        }
        var lines: [Line] = []
        var (old, new) = (0, 0)
        while old < left.count || new < right.count {
            if let line = removed[old] {
                lines.append(.removed(line))
                old += 1
            } else if let line = added[new] {
                lines.append(.added(line))
                new += 1
            } else {
                lines.append(.common(left[old]))
                old += 1
                new += 1
            }
        }
        return lines
    }

    private static func shortened(_ lines: [Line], _ context: Int) -> [Line] {
        var isShown = [Bool](repeating: false, count: lines.count)
        for index in lines.indices {
            if case .common = lines[index] { continue }
            for near in max(0, index - context)...min(lines.count - 1, index + context) { isShown[near] = true }
        }
        var shortened: [Line] = []
        var hidden = 0
        for index in lines.indices {
            guard isShown[index] else {
                hidden += 1
                continue
            }
            if hidden > 0 { shortened.append(.gap(hidden)) }
            hidden = 0
            shortened.append(lines[index])
        }
        if hidden > 0 { shortened.append(.gap(hidden)) }
        return shortened
    }
}
