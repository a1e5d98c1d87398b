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
        while let start = rest.firstRange(ofBytes: "Value '") {
            kept += rest[..<start.upperBound] + "…"
            // Without an end, all that follows may be the value.
            rest = end(ofValue: rest[start.upperBound...]) ?? ""
        }
        return kept + rest
    }

    /// What follows the value that a text begins with: `' at 'PATH' failed to satisfy …`. A value may have the beginning of
    /// that in it.
    private static func end(ofValue text: Substring) -> Substring? {
        var rest = text
        while let end = rest.firstRange(ofBytes: "' at '") {
            let path = rest[end.upperBound...]
            let after = path.drop { $0.isASCII && ($0.isLetter || $0.isNumber || "._[]".contains($0)) }
            if after.hasBytePrefix("' failed to satisfy") { return rest[end.lowerBound...] }
            rest = path
        }
        return nil
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
