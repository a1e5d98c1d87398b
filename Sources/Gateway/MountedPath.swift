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
            if text.hasPrefix("{"), text.hasSuffix("+}") {
                guard let value = values[String(text.dropFirst().dropLast(2))] else { return nil }
                expected.append(contentsOf: repeatElement(nil, count: Self.segments(value).count))
            } else {
                expected.append(text.hasPrefix("{") && text.hasSuffix("}") ? nil : segment)
            }
        }
        guard expected.count <= segments.count else { return nil }
        let matched = segments.suffix(expected.count)
        let isMatch = zip(matched, expected).allSatisfy { actual, wanted in wanted.map(actual.elementsEqual) ?? true }
        guard isMatch else { return nil }
        return expected.count == segments.count ? path : joined(matched)
    }

    /// The path without a leading `/stage`, where it has one.
    func removing(stage: String) -> String {
        guard let first = segments.first, first.elementsEqual(stage.utf8) else { return path }
        return joined(segments.dropFirst())
    }

    private func joined(_ segments: ArraySlice<Substring.UTF8View>) -> String {
        let isSlashed = !segments.isEmpty && path.utf8.last == UInt8(ascii: "/")
        return "/" + segments.map { String(Substring($0)) }.joined(separator: "/") + (isSlashed ? "/" : "")
    }

    private static func segments(_ path: String) -> [Substring.UTF8View] {
        Substring(path).utf8.split(separator: UInt8(ascii: "/"))
    }
}
