import Application

/// All settings as Markdown, a table for each part: the README holds it between its markers, and a test holds the two equal.
enum SettingsTable {
    static let markers = (begin: "<!-- colloquy settings -->", end: "<!-- end of colloquy settings -->")

    static var markdown: String {
        SettingMeaning.Part.allCases.map { part in
            let rows = Setting.allCases.filter { $0.meaning.part == part }.map(row)
            return (["**\(part.rawValue)**", "", "| variable | default | meaning |", "| --- | --- | --- |"] + rows)
                .joined(separator: "\n")
        }.joined(separator: "\n\n")
    }

    private static func row(_ setting: Setting) -> String {
        let meaning = setting.meaning
        let standard = setting.standard.map { "`\($0)`" } ?? "–"
        return "| `\(setting.rawValue)`\(meaning.isSecret ? ", a secret" : "") | \(standard) | \(meaning.text) |"
    }

    /// What stands between the markers in a document; `nil` without them.
    static func part(of document: String) -> String? {
        guard let begin = document.firstRange(of: markers.begin + "\n\n"),
            let end = document[begin.upperBound...].firstRange(of: "\n\n" + markers.end)
        else { return nil }
        return String(document[begin.upperBound..<end.lowerBound])
    }
}
