internal import WireFormats

extension AWSError {
    /// Of ``loggedMessage``, in bytes.
    static let maximumLoggedSize = 500

    /// ``message`` for a log: one line of at most 500 bytes, without the values of the request that a service quotes.
    ///
    /// AWS's checks of a request's members quote them ("Value 'x' at 'messages.1.member.role' failed to satisfy
    /// constraint"), and users may have written them.
    public var loggedMessage: String {
        var line = String.UnicodeScalarView()
        var size = 0
        for scalar in Self.withoutValues(message).unicodeScalars {
            size += UTF8.width(scalar)
            guard size <= Self.maximumLoggedSize - UTF8.width("…") else { return String(line) + "…" }
            line.append(scalar.breaksLine ? " " : scalar)
        }
        return String(line)
    }

    private static func withoutValues(_ message: String) -> String {
        var kept = ""
        var rest = message[...]
        while let start = rest.firstRange(ofBytes: "Value '"),
            let end = rest[start.upperBound...].firstRange(ofBytes: "' at '")
        {
            kept += rest[..<start.upperBound] + "…"
            rest = rest[end.lowerBound...]
        }
        return kept + rest
    }
}

extension Unicode.Scalar {
    fileprivate var breaksLine: Bool {
        switch properties.generalCategory {
        case .control, .lineSeparator, .paragraphSeparator: true
        default: false
        }
    }
}
