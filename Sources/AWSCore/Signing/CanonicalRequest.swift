internal import WireFormats

/// The text that Signature Version 4 hashes: what signer and verifier must agree on, byte for byte.
///
/// Source: AWS, "Create a signed AWS API request", step 1.
struct CanonicalRequest {
    private(set) var bytes: [UInt8] = []

    /// - Parameters:
    ///   - path: as it is sent, percent-encoded.
    ///   - query: as it is sent, without `?`; without a signature.
    ///   - payloadHash: lower-case hexadecimal, or `UNSIGNED-PAYLOAD`.
    init(
        method: String, path: some Collection<UInt8>, query: some Collection<UInt8>, headers: CanonicalHeaders,
        payloadHash: some Sequence<UInt8>, rules: SigV4Rules
    ) {
        bytes.reserveCapacity(768)
        bytes.append(contentsOf: method.utf8)
        bytes.append(UInt8(ascii: "\n"))
        append(path: path, rules)
        bytes.append(UInt8(ascii: "\n"))
        if !query.isEmpty { append(query: query) }
        bytes.append(UInt8(ascii: "\n"))
        headers.appendLines(to: &bytes)
        bytes.append(UInt8(ascii: "\n"))
        headers.appendNames(to: &bytes)
        bytes.append(UInt8(ascii: "\n"))
        bytes.append(contentsOf: payloadHash)
    }

    private mutating func append(path: some Collection<UInt8>, _ rules: SigV4Rules) {
        let slash = UInt8(ascii: "/")
        if path.first != slash { bytes.append(slash) }
        if !rules.normalizesPath {
            append(segment: path, rules)
        } else if !path.isEmpty {
            var segments: [[UInt8]] = []
            for segment in path.split(separator: slash) where !segment.elementsEqual(".".utf8) {
                if segment.elementsEqual("..".utf8) {
                    _ = segments.popLast()
                } else {
                    segments.append(Array(segment))
                }
            }
            for segment in segments {
                bytes.append(slash)
                append(segment: segment, rules)
            }
            let endsInSlash = path.reversed().first == slash
            if segments.isEmpty || endsInSlash { bytes.append(slash) }
        }
    }

    private mutating func append(segment: some Collection<UInt8>, _ rules: SigV4Rules) {
        if rules.encodesPathAgain {
            for byte in segment { Self.append(byte, keepingSlash: true, to: &bytes) }
        } else {
            bytes.append(contentsOf: segment)
        }
    }

    /// Sorts the parameters by name and value after bringing their encoding into AWS's form.
    private mutating func append(query: some Collection<UInt8>) {
        var parameters: [(name: [UInt8], value: [UInt8])] = []
        for parameter in query.split(separator: UInt8(ascii: "&")) {
            let parts = parameter.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
            parameters.append((Self.recode(parts[0]), parts.count > 1 ? Self.recode(parts[1]) : []))
        }
        parameters.sort { left, right in
            left.name == right.name
                ? left.value.lexicographicallyPrecedes(right.value) : left.name.lexicographicallyPrecedes(right.name)
        }
        for (position, parameter) in parameters.enumerated() {
            if position > 0 { bytes.append(UInt8(ascii: "&")) }
            bytes.append(contentsOf: parameter.name)
            bytes.append(UInt8(ascii: "="))
            bytes.append(contentsOf: parameter.value)
        }
    }

    /// Decodes whatever is percent-encoded, and encodes everything but the unreserved characters.
    private static func recode(_ text: some Collection<UInt8>) -> [UInt8] {
        var recoded: [UInt8] = []
        var iterator = text.makeIterator()
        var kept: [UInt8] = []  // read ahead behind a percent sign that encodes nothing
        while let byte = kept.isEmpty ? iterator.next() : kept.removeFirst() {
            guard byte == UInt8(ascii: "%") else {
                append(byte, to: &recoded)
                continue
            }
            while kept.count < 2, let next = iterator.next() { kept.append(next) }
            if kept.count == 2, let high = kept[0].hexDigitValue, let low = kept[1].hexDigitValue {
                kept = []
                append(high << 4 | low, to: &recoded)
            } else {
                append(byte, to: &recoded)
            }
        }
        return recoded
    }

    static func append(_ byte: UInt8, keepingSlash: Bool = false, to bytes: inout [UInt8]) {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
            UInt8(ascii: "~"):
            bytes.append(byte)
        case UInt8(ascii: "/") where keepingSlash:
            bytes.append(byte)
        default:
            bytes.append(UInt8(ascii: "%"))
            bytes.append(upperHexDigit(byte >> 4))
            bytes.append(upperHexDigit(byte & 0xF))
        }
    }

    private static func upperHexDigit(_ value: UInt8) -> UInt8 {
        value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "A") + value - 10
    }
}
