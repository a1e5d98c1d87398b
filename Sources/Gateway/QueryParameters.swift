public import WireFormats

/// Reads what is behind the `?` of a request: typed values, or a ``Failure`` that names the parameter.
public struct QueryParameters: Sendable {
    private let request: Request
    private let emptyIsAbsent: Bool

    /// - Parameter emptyIsAbsent: takes `?limit=` for no limit. Otherwise it is refused, as system 001 does.
    public init(_ request: Request, emptyIsAbsent: Bool = true) {
        self.request = request
        self.emptyIsAbsent = emptyIsAbsent
    }

    /// `nil` when it is absent.
    public func text(_ name: String) -> String? {
        guard let value = request.query(name), !(emptyIsAbsent && value.isEmpty) else { return nil }
        return value
    }

    public func integer(_ name: String, in range: ClosedRange<Int>) throws(Failure) -> Int? {
        guard let text = text(name) else { return nil }
        guard let value = Int(text), range.contains(value) else {
            throw invalid(name, "must be an integer from \(range.bounds)")
        }
        return value
    }

    public func boolean(_ name: String) throws(Failure) -> Bool? {
        guard let text = text(name) else { return nil }
        switch text.lowercased() {
        case "true", "1": return true
        case "false", "0": return false
        default: throw invalid(name, "must be true or false")
        }
    }

    /// The position in `cursor`; `nil` for the first page.
    public func cursor(_ scope: String, _ cursors: CursorSigner) throws(Failure) -> JSON? {
        try position("cursor", scope, cursors)
    }

    /// The position in a parameter that takes what ``CursorSigner`` made.
    public func position(_ name: String, _ scope: String, _ cursors: CursorSigner) throws(Failure) -> JSON? {
        guard let cursor = text(name) else { return nil }
        do {
            return try cursors.verify(cursor, scope: scope)
        } catch {
            guard case .invalid = error.kind else { throw error }
            throw Failure(.invalid(field: "query.\(name)"), error.message)
        }
    }

    public func invalid(_ name: String, _ complaint: String) -> Failure {
        Failure(.invalid(field: "query.\(name)"), "\(name) \(complaint)")
    }
}
