import WireFormats

/// Splits paths, of routes and of requests, the same way: a slash at the end makes no difference.
enum RoutePath {
    enum Part: Sendable, Hashable {
        case literal(String)
        case parameter(String)
    }

    /// The segments between slashes; `nil` when the path does not begin with one.
    static func segments(of path: String) -> [String]? {
        guard path.utf8.first == UInt8(ascii: "/") else { return nil }
        var segments = path.utf8.dropFirst().split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        if segments.last?.isEmpty == true { segments.removeLast() }
        return segments.map { String(Substring($0)) }
    }

    /// The same, percent-decoded; `nil` also when a segment is not UTF-8 then.
    static func decodedSegments(of path: String) -> [String]? {
        guard let segments = segments(of: path) else { return nil }
        let decoded = segments.compactMap { PercentEncoding.decode($0) }
        return decoded.count == segments.count ? decoded : nil
    }

    /// A route's segments as text and parameters; `nil` when one is empty or a parameter comes twice.
    static func pattern(_ segments: [String]) -> [Part]? {
        var names: Set<String> = []
        var pattern: [Part] = []
        for segment in segments {
            if segment.hasBytePrefix("{"), segment.hasByteSuffix("}") {
                let name = String(segment.dropFirst().dropLast())
                guard !name.isEmpty, names.insert(name).inserted else { return nil }
                pattern.append(.parameter(name))
            } else {
                guard !segment.isEmpty, !segment.utf8.contains(where: "{}".utf8.contains) else { return nil }
                pattern.append(.literal(segment))
            }
        }
        return pattern
    }
}
