import SystemSupport
import WireFormats

/// Typed reading of single settings. White space around a value is taken off: secrets that were made from files end in a line
/// break, some begin with a byte order mark. An empty value counts as absent, as SAM templates set them.
struct EnvironmentReader {
    private let environment: [String: String]

    init(_ environment: [String: String]) { self.environment = environment }

    /// Also of a variable that is not ours, such as `AWS_CA_BUNDLE`.
    func text(named name: String) -> String? {
        guard var value = environment[name]?.trimmed else { return nil }
        if value.unicodeScalars.first == "\u{FEFF}" { value.unicodeScalars.removeFirst() }
        value = value.trimmed
        return value.isEmpty ? nil : value
    }

    /// What was set, without a default.
    func given(_ setting: Setting) -> String? { text(named: setting.rawValue) }

    func text(_ setting: Setting) -> String? { given(setting) ?? setting.standard }

    func text(_ setting: Setting, in store: Configuration.Store) -> String? {
        text(setting) ?? (store == .dynamoDB ? nil : setting.embeddedStandard)
    }

    /// - Parameter reason: why it must be there.
    func required(_ setting: Setting, because reason: String = "it has no default") throws(ConfigurationError) -> String
    {
        try required(setting, text(setting), because: reason)
    }

    func required(
        _ setting: Setting, _ value: String?, because reason: String
    ) throws(ConfigurationError) -> String {
        guard let value else { throw ConfigurationError(setting, "must be set too, because \(reason)") }
        return value
    }

    func choice<Choice: RawRepresentable<String> & CaseIterable>(
        _ setting: Setting, as type: Choice.Type = Choice.self
    ) throws(ConfigurationError) -> Choice {
        let value = try required(setting)
        guard let choice = Choice(rawValue: value.lowercased()) else {
            let choices = Choice.allCases.map(\.rawValue).joined(separator: " or ")
            throw ConfigurationError(setting, "must be \(choices), not \"\(value)\"")
        }
        return choice
    }

    func integer(_ setting: Setting, in range: ClosedRange<Int>) throws(ConfigurationError) -> Int {
        let value = try required(setting)
        guard let number = Int(value), range.contains(number) else {
            throw ConfigurationError(
                setting, "must be an integer from \(range.lowerBound) to \(range.upperBound), not \"\(value)\"")
        }
        return number
    }

    /// From 0 to 1.
    ///
    /// - Returns: `nil` when it is not set.
    func optionalFraction(_ setting: Setting) throws(ConfigurationError) -> Double? {
        guard let value = text(setting) else { return nil }
        guard let number = Double(value), (0...1).contains(number) else {
            throw ConfigurationError(setting, "must be a number from 0 to 1, not \"\(value)\"")
        }
        return number
    }

    /// Origins of web pages, separated by commas, or `*`.
    func origins(_ setting: Setting) throws(ConfigurationError) -> [String] {
        let origins = (text(setting) ?? "").split(separator: ",").map { String($0).trimmed }
        for origin in origins where origin != "*" {
            guard Self.isOrigin(origin) else {
                throw ConfigurationError(
                    setting,
                    "\"\(origin)\" is no origin; write scheme and host, such as https://chat.example.com, or *")
            }
        }
        return origins
    }

    /// The path of a URL: `v1` and `/v1/` are `/v1`; `/` is none.
    func path(_ setting: Setting) throws(ConfigurationError) -> String? {
        let segments = (text(setting) ?? "").split(separator: "/")
        guard segments.allSatisfy({ PercentEncoding.encode(segment: $0) == $0 }) else {
            throw ConfigurationError(setting, "must be the path of a URL, such as /v1, without query and percent signs")
        }
        return segments.isEmpty ? nil : "/" + segments.joined(separator: "/")
    }

    /// Names, separated by commas.
    func names(_ setting: Setting) throws(ConfigurationError) -> [String] {
        let names = try required(setting).split(separator: ",").map { String($0).trimmed }.filter { !$0.isEmpty }
        guard !names.isEmpty else { throw ConfigurationError(setting, "must have a name") }
        return names
    }

    /// Scheme, host and port as a browser sends them; a pattern, a path or a slash at the end would never be the same.
    private static func isOrigin(_ origin: String) -> Bool {
        let parts = origin.split(separator: "/", omittingEmptySubsequences: false)
        return parts.count == 3 && ["https:", "http:"].contains(parts[0]) && parts[1].isEmpty && !parts[2].isEmpty
            && !parts[2].utf8.contains { $0 <= 0x20 || "*?#@".utf8.contains($0) }
    }

    /// A URL to put paths behind: without query, fragment or a slash at the end.
    func baseURL(_ setting: Setting) throws(ConfigurationError) -> String? {
        guard var url = text(setting) else { return nil }
        if url.hasSuffix("/") { url.removeLast() }
        let parts = url.utf8.split(separator: UInt8(ascii: "/"), maxSplits: 3, omittingEmptySubsequences: false)
        guard url.hasPrefix("https://") || url.hasPrefix("http://"), parts.count >= 3, !parts[2].isEmpty,
            url.utf8.allSatisfy({
                $0 > UInt8(ascii: " ") && $0 < 0x7F && $0 != UInt8(ascii: "?") && $0 != UInt8(ascii: "#")
            })
        else {
            throw ConfigurationError(setting, "must be a URL without a query, such as https://api.example.com/prod")
        }
        return url
    }
}
