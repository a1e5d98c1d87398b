@testable import WireFormats

extension FuzzTarget {
    /// Percent-encoding, forms and base64: decoding undoes encoding, and what is decoded at all has one encoding.
    static let encodings = FuzzTarget("encodings") { fixtures in
        fixtures.texts.map { Array($0.utf8) } + fixtures.texts.map { Array(PercentEncoding.encode($0).utf8) }
            + fixtures.texts.flatMap { [Base64.encode($0.utf8), Base64.encode($0.utf8, alphabet: .url)] }
            .map { Array($0.utf8) }
    } check: { bytes in
        let text = String(decoding: bytes, as: UTF8.self)
        try checkPercentEncoding(text)
        for alphabet in [Base64.Alphabet.standard, .url] {
            let encoded = Base64.encode(bytes, alphabet: alphabet)
            try require(Base64.decode(encoded, alphabet: alphabet) == bytes, "base64 \(encoded) is something else")
            guard let decoded = Base64.decode(text, alphabet: alphabet) else { continue }
            try require(
                Base64.encode(decoded, alphabet: alphabet).hasSameBytes(as: text),
                "\(text) is taken for base64, which is written in another way")
        }
    }

    private static func checkPercentEncoding(_ text: String) throws {
        for keepingSlash in [false, true] {
            let encoded = PercentEncoding.encode(text, keepingSlash: keepingSlash)
            try require(
                PercentEncoding.decode(encoded)?.hasSameBytes(as: text) == true, "\(encoded) is not decoded to \(text)")
            try require(
                encoded.utf8.allSatisfy {
                    PercentEncoding.isUnreserved($0) || $0 == UInt8(ascii: "%")
                        || (keepingSlash && $0 == UInt8(ascii: "/"))
                }, "\(encoded) has reserved characters")
        }
        guard let fields = PercentEncoding.decodeForm(text) else { return }
        let form = fields.map { PercentEncoding.encode($0.name) + "=" + PercentEncoding.encode($0.value) }
        let again = PercentEncoding.decodeForm(form.joined(separator: "&")) ?? []
        try require(
            again.count == fields.count
                && zip(again, fields).allSatisfy {
                    $0.name.hasSameBytes(as: $1.name) && $0.value.hasSameBytes(as: $1.value)
                },
            "the form \(fields) is \(again) when it has been sent")
    }
}
