import Foundation
import WireFormats

/// What a role's policies allow.
struct Permissions: Sendable {
    struct Statement: Sendable {
        let name: String
        let effect: String
        let actions: [String]
        let resources: [String]
    }

    let statements: [Statement]

    /// - Parameter documents: policies as IAM keeps them, without unresolved references.
    init(documents: [JSON]) {
        statements = documents.flatMap { $0["Statement"]?.array ?? [] }.filter { !$0.isNull }.map { statement in
            Statement(
                name: statement["Sid"]?.string ?? "", effect: statement["Effect"]?.string ?? "",
                actions: Self.list(statement["Action"]), resources: Self.list(statement["Resource"]))
        }
    }

    func allow(_ action: String, on resource: String) -> Bool {
        statements.contains { statement in
            statement.effect == "Allow" && statement.actions.contains(action)
                && statement.resources.contains { Self.matches(resource, pattern: $0) }
        }
    }

    /// One text, or a list of them.
    private static func list(_ json: JSON?) -> [String] {
        json?.string.map { [$0] } ?? json?.array?.compactMap(\.string) ?? []
    }

    /// `*` is any text, `?` any character (IAM User Guide, "IAM JSON policy elements: Resource").
    private static func matches(_ text: String, pattern: String) -> Bool {
        func matches(_ text: Substring, _ pattern: Substring) -> Bool {
            guard let first = pattern.first else { return text.isEmpty }
            let rest = pattern.dropFirst()
            if first == "*" { return text.indices.contains { matches(text[$0...], rest) } || matches("", rest) }
            guard let character = text.first, first == "?" || first == character else { return false }
            return matches(text.dropFirst(), rest)
        }
        return matches(text[...], pattern[...])
    }
}
