import WireFormats

/// An operation, which comes as the body of `POST /user-session`.
struct OperationDescription: Sendable {
    var name: String
    var summary: String
    /// Besides `operation`.
    var arguments: [Schema.Member]
    var answer: Schema

    init(_ name: String, _ summary: String, _ arguments: [Schema.Member], _ answer: Schema) {
        self.name = name
        self.summary = summary
        self.arguments = arguments
        self.answer = answer
    }

    /// `memory.get_session` is `MemoryGetSession`.
    var schemaName: String {
        name.split { $0 == "." || $0 == "_" }.map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
    }

    var schema: Schema {
        .arguments([Schema.Member("operation", .constant(.string(name)))] + arguments, summary)
    }
}
