import WireFormats

/// A request's path under something that is no part of the application's paths: a stage, or the base path of a custom
/// domain. The gateway's own route says where the application's part begins, since it matches the end of the path.
struct MountedPath {
    private let path: String
    private let segments: [Substring.UTF8View]

    init(_ path: String) {
        self.path = path
        segments = Self.segments(path)
    }

    /// The path without what comes before the part that `template` matched.
    ///
    /// - Parameters:
    ///   - template: the gateway's route: `/session/{id}`, `/{proxy+}`.
    ///   - values: what its parameters stand for; how many segments a greedy one (`{proxy+}`) took is read from here.
    /// - Returns: `nil` when the template does not match the end of the path, so that nothing can be said.
    func removingPrefix(template: String, values: [String: String]) -> String? {
        var expected: [Substring.UTF8View?] = []
        for segment in Self.segments(template) {
            let text = Substring(segment)
            if text.hasBytePrefix("{"), text.hasByteSuffix("+}") {
                guard let value = values[String(text.dropFirst().dropLast(2))] else { return nil }
                expected.append(contentsOf: repeatElement(nil, count: Self.segments(value).count))
            } else {
                expected.append(text.hasBytePrefix("{") && text.hasByteSuffix("}") ? nil : segment)
            }
        }
        guard expected.count <= segments.count else { return nil }
        let matched = segments.suffix(expected.count)
        let isMatch = zip(matched, expected).allSatisfy { actual, wanted in wanted.map(actual.elementsEqual) ?? true }
        guard isMatch else { return nil }
        return expected.count == segments.count ? path : joined(matched)
    }

    /// The path without a leading `/stage`, or without a base path of several segments, where it has one.
    func removing(prefix: String) -> String {
        let prefix = prefix.utf8.first == UInt8(ascii: "/") ? prefix : "/" + prefix
        guard path.utf8.starts(with: prefix.utf8) else { return path }
        let rest = path.utf8.dropFirst(prefix.utf8.count)
        guard let first = rest.first else { return "/" }
        return first == UInt8(ascii: "/") ? String(Substring(rest)) : path
    }

    /// A route's template with the values that the gateway found for its parameters: the path, percent-encoded, as the client
    /// meant it. The values are decoded, so that one may hold a slash; a greedy one is several segments.
    ///
    /// - Returns: `nil` when a value is missing.
    static func filling(template: String, values: [String: String]) -> String? {
        var path: [String] = []
        for segment in template.split(separator: "/", omittingEmptySubsequences: false) {
            guard segment.hasBytePrefix("{"), segment.hasByteSuffix("}") else {
                path.append(PercentEncoding.encode(segment: segment))
                continue
            }
            let isGreedy = segment.hasByteSuffix("+}")
            guard let value = values[String(segment.dropFirst().dropLast(isGreedy ? 2 : 1))] else { return nil }
            path.append(isGreedy ? encoding(value) : PercentEncoding.encode(segment: value))
        }
        return path.joined(separator: "/")
    }

    /// A decoded path, percent-encoded again; a slash is one between segments.
    static func encoding(_ path: String) -> String {
        if path.utf8.allSatisfy({ $0 == UInt8(ascii: "/") || PercentEncoding.isUnreserved($0) }) { return path }
        return path.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
            .map { PercentEncoding.encode(segment: Substring($0)) }.joined(separator: "/")
    }

    private func joined(_ segments: ArraySlice<Substring.UTF8View>) -> String {
        let isSlashed = !segments.isEmpty && path.utf8.last == UInt8(ascii: "/")
        return "/" + segments.map { String(Substring($0)) }.joined(separator: "/") + (isSlashed ? "/" : "")
    }

    private static func segments(_ path: String) -> [Substring.UTF8View] {
        Substring(path).utf8.split(separator: UInt8(ascii: "/"))
    }
}
