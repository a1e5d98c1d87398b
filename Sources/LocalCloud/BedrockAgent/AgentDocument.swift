import WireFormats

/// A document as a tool function makes it: a slide or a page with a title and lines below it.
struct AgentDocument: Sendable, Hashable {
    enum Format: String, Sendable, Hashable {
        case presentation = "pptx"
        case text = "docx"

        var contentType: String {
            switch self {
            case .presentation: "application/vnd.openxmlformats-officedocument.presentationml.presentation"
            case .text: "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
            }
        }
    }

    /// Without the session's folder: `presentation.pptx`.
    var name: String
    var format: Format
    var contentType: String
    var title: String
    var lines: [String]

    /// A valid Office file, with no more in it than Office wants.
    func contents(_ placeholders: AgentPlaceholders) -> [UInt8] {
        let texts = ([title] + lines).map { XMLText.escape(placeholders.fill($0)) }
        return switch format {
        case .presentation: OfficeFile.presentation(title: texts[0], lines: Array(texts[1...]))
        case .text: OfficeFile.text(title: texts[0], lines: Array(texts[1...]))
        }
    }
}

extension AgentDocument {
    init(_ reader: ScenarioReader) throws(AgentScenarioError) {
        _ = try reader.object(required: ["name", "title"], optional: ["contentType", "lines"])
        let name = try reader.required("name")
        self.name = try name.name()
        guard !self.name.contains("/") else { throw name.failure("must not hold slashes") }
        let suffix = self.name.split(separator: ".").last.map(String.init) ?? ""
        guard let format = Format(rawValue: suffix) else { throw name.failure("must end in .pptx or .docx") }
        self.format = format
        contentType = try reader["contentType"].map(Self.contentType) ?? format.contentType
        title = try reader.required("title").string()
        lines = []
        guard let lines = reader["lines"] else { return }
        for line in try lines.elements() { self.lines.append(try line.string()) }
    }

    private static func contentType(_ reader: ScenarioReader) throws(AgentScenarioError) -> String {
        try reader.name()
    }
}
