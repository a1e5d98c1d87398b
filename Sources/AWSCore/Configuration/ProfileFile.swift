internal import WireFormats

/// The format of `~/.aws/config` and `~/.aws/credentials`: sections of settings, and settings of settings.
///
/// Source: AWS SDKs and Tools Reference Guide, "Shared config and credentials files". Lines that make no sense are passed
/// over, as the AWS SDKs do, so that one bad profile does not take the others with it.
struct ProfileFile: Sendable, Hashable {
    struct Section: Sendable, Hashable {
        var settings: [String: String] = [:]
        /// Settings that are indented below one without a value: `dynamodb =` in a `services` section.
        var nested: [String: [String: String]] = [:]
    }

    /// By what stands in the brackets, its white space reduced to single spaces and its quotes removed.
    private(set) var sections: [String: Section] = [:]

    init() {}

    init(parsing text: String) {
        var section: String?
        var parent: String?
        for raw in text.split(whereSeparator: \.isNewline) {
            let isIndented = raw.first == " " || raw.first == "\t"
            let line = raw.trimmed
            guard let first = line.first, first != "#", first != ";" else { continue }
            if first == "[", !isIndented {
                section = Self.sectionName(line)
                parent = nil
                if let section, sections[section] == nil { sections[section] = Section() }
            } else if let section, let (name, value) = Self.setting(line) {
                if isIndented, let parent {
                    sections[section]?.nested[parent, default: [:]][name] = value
                } else {
                    parent = value.isEmpty ? name : nil
                    sections[section]?.settings[name] = value
                }
            }
        }
    }

    /// A profile's settings in a credentials file, where sections are named by the profile alone.
    func credentialsProfile(_ name: String) -> Section? { sections[name] }

    /// A profile's settings in a config file: `[default]`, and `[profile NAME]` for all others.
    func configProfile(_ name: String) -> Section? {
        sections["profile \(name)"] ?? (name == "default" ? sections["default"] : nil)
    }

    /// `[profile "my name"]  # comment` gives `profile my name`.
    private static func sectionName(_ line: Substring) -> String? {
        guard let end = line.firstIndex(of: "]") else { return nil }
        let words = line[line.index(after: line.startIndex)..<end].split { $0 == " " || $0 == "\t" }
        let name = words.joined(separator: " ").filter { $0 != "\"" && $0 != "'" }
        return name.isEmpty ? nil : name
    }

    /// A comment after a value begins with white space and `#` or `;`; a `#` inside a value belongs to it.
    private static func setting(_ line: Substring) -> (name: String, value: String)? {
        let parts = line.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2 else { return nil }
        let name = parts[0].trimmed.lowercased()
        guard !name.isEmpty else { return nil }
        var value = parts[1].trimmed
        if value.first == "#" || value.first == ";" { value = "" }
        for mark in [" #", " ;", "\t#", "\t;"] {
            if let comment = value.firstRange(ofBytes: mark) { value = value[..<comment.lowerBound] }
        }
        return (name, String(value.trimmed))
    }
}

extension Substring {
    /// Without spaces and tabs at either end.
    fileprivate var trimmed: Substring {
        var text = self
        while let first = text.first, first == " " || first == "\t" { text.removeFirst() }
        while let last = text.last, last == " " || last == "\t" { text.removeLast() }
        return text
    }
}
