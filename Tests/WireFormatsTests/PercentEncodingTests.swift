import Foundation
import TestSupport
import Testing
import WireFormats

@Suite("Percent-encoding")
struct PercentEncodingTests {
    @Test(
        "malformed escapes stay as they are",
        arguments: [
            ("%", "%"), ("%4", "%4"), ("%zz", "%zz"), ("100%", "100%"), ("%%41", "%A"), ("%4%31", "%41"),
            ("a%2Fb", "a/b"),
        ])
    func keepsMalformed(text: String, decoded: String) {
        #expect(PercentEncoding.decode(text) == decoded)
    }

    @Test("escapes that are not UTF-8 are refused", arguments: ["%ff", "%C0%80", "%ED%A0%80", "a%E2%82", "%80"])
    func refusesBadUTF8(text: String) {
        #expect(PercentEncoding.decode(text) == nil)
        #expect(PercentEncoding.decodeForm("x=" + text) == nil)
        #expect(PercentEncoding.decodeForm(text + "=x") == nil)
    }

    @Test("plus is a space only where it is asked for")
    func plusIsOptional() {
        #expect(PercentEncoding.decode("+1") == "+1")
        #expect(PercentEncoding.decode("+1", plusIsSpace: true) == " 1")
    }

    /// Texts that hurt: every ASCII character, letters that combine with what stands before them, and random escapes.
    private static let texts: [String] = {
        var random = SeededGenerator(seed: 3986)
        let pieces =
            (0..<128).compactMap { Unicode.Scalar($0).map(String.init) } + [
                "&", "=", "&", "=", "%41", "%c3%a9", "%", "+", "\u{301}", "é", "😀", "\r\n", "%26", "%3D", "%2B", "%00",
            ]
        return (0..<4000).map { _ in (0..<random.below(12)).map { _ in random.pick(pieces) }.joined() }
    }()

    private static func python(_ script: String) async throws -> [Substring] {
        let directory = try TemporaryDirectory()
        try texts.map { hexadecimal($0.utf8) }.joined(separator: "\n")
            .write(toFile: directory.path + "/texts", atomically: true, encoding: .utf8)
        let start = """
            import sys, urllib.parse
            texts = [bytes.fromhex(line).decode() for line in open(sys.argv[1]).read().split('\\n')]

            """
        return try await Python.run(start + script, [directory.path + "/texts"]).split(separator: "\n")
    }

    @Test("encoding is what urllib's quote does, with and without the slash")
    func encodesAsPython() async throws {
        let script = "for text in texts: print('.' + urllib.parse.quote(text, safe=''), urllib.parse.quote(text))"
        let ours = Self.texts.map { ".\(PercentEncoding.encode($0)) \(PercentEncoding.encode($0, keepingSlash: true))" }
        #expect(try await Self.python(script).map(String.init) == ours)
    }

    @Test("decoding is what urllib's unquote does")
    func decodesAsPython() async throws {
        let script = """
            def strict(decode, text):
                try: return decode(text, errors='strict')
                except UnicodeDecodeError: return 'not UTF-8'
            for text in texts:
                decoded = [strict(decode, text) for decode in (urllib.parse.unquote, urllib.parse.unquote_plus)]
                print('.' + ' '.join(part.encode().hex() for part in decoded))
            """
        let ours = Self.texts.map { text in
            [false, true].map { plus in
                hexadecimal((PercentEncoding.decode(text, plusIsSpace: plus) ?? "not UTF-8").utf8)
            }
            .joined(separator: " ")
        }
        #expect(try await Self.python(script).map(String.init) == ours.map { "." + $0 })
    }

    @Test("forms are read as urllib's parse_qsl does")
    func readsFormsAsPython() async throws {
        let script = """
            for text in texts:
                try: fields = urllib.parse.parse_qsl(text, keep_blank_values=True, errors='strict')
                except UnicodeDecodeError: fields = [('not', 'UTF-8')]
                print('.' + ' '.join(part.encode().hex() for field in fields for part in field))
            """
        let ours = Self.texts.map { text in
            let fields = PercentEncoding.decodeForm(text) ?? [("not", "UTF-8")]
            return "." + fields.flatMap { [$0.name, $0.value] }.map { hexadecimal($0.utf8) }.joined(separator: " ")
        }
        #expect(try await Self.python(script).map(String.init) == ours)
    }
}
