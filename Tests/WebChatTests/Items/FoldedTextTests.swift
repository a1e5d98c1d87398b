import SystemSupport
import TestSupport
import Testing
import WireFormats

@testable import WebChat

@Suite("Folded text")
struct FoldedTextTests {
    @Test(
        "case and accents make no difference, however letters are composed",
        arguments: [
            ("Übung", "ubung"), ("U\u{308}bung", "ubung"), ("ÉCOLE", "ecole"), ("Łódź", "lodz"), ("Ørsted", "orsted"),
            ("Straße", "strasse"), ("STRASSE", "strasse"), ("ΣΟΦΊΑ", "σοφια"), ("σοφίας", "σοφιασ"),
            ("Ёлка", "елка"), ("İstanbul ılık", "istanbul ilik"), ("Tiếng Việt", "tieng viet"), ("Œuvre", "oeuvre"),
            ("日本語", "日本語"), ("a1-b 👍", "a1-b 👍"), ("", ""), ("йога", "иога"), ("ǽ", "ae"),
        ])
    func fold(text: String, folded: String) {
        #expect(Array(FoldedText.fold(text).unicodeScalars) == Array(folded.unicodeScalars))
    }

    @Test(
        "signs and forms of typesetting are those of a keyboard",
        arguments: [
            ("it’s it‘s itʼs it＇s", "it's it's it's it's"), ("“a” „b‟ «c» 「d」", "\"a\" \"b\" \"c\" 「d」"),
            ("a–b—c‐d\u{2011}e−f－g", "a-b-c-d-e-f-g"), ("Ｈｅｌｌｏ　１２３！", "hello 123!"), ("ｶﾞｲﾄﾞ", "ガイド".folded),
            ("ﬁne eﬀect oﬄine ﬅ", "fine effect offline st"),
            ("Donau\u{AD}dampf\u{200B}schiff\u{2060}\u{FEFF}", "donaudampfschiff"),
            ("a\u{A0}b", "a b"), ("wait…", "wait..."), ("𝐁𝐨𝐥𝐝 ①② ½ x² ™ №", "bold 12 1/2 x2 tm no"),
            ("Ǆ Ĳ ŉ ſ K Å", "dz ij 'n s k a"),
            ("が か\u{3099}", "か か"), ("می\u{200C}خواهم", "میخواهم"), ("سلـــام ﺳﻼﻡ", "سلام سلام"),
            ("1\u{FE0F}\u{20E3}", "1"),
        ])
    func typeset(text: String, folded: String) {
        #expect(Array(FoldedText.fold(text).unicodeScalars) == Array(folded.unicodeScalars))
    }

    @Test("every character is folded as Unicode's data says, by Python, and what is folded stays so")
    func everyCharacter() async throws {
        let printed = try await Python.run(
            "import runpy, sys; runpy.run_path(sys.argv[1], run_name='__main__')",
            [PackageRoot.path + "scripts/folding.py"])
        var expected: [UInt32: String] = [:]
        for row in try #require(try JSON(parsing: printed).array) {
            expected[UInt32(try #require(row[0]?.int))] = try #require(row[1]?.string)
        }
        #expect(expected.count > 5000)
        let code: [ClosedRange<UInt32>] = [0x80...0xABFF, 0xD7A4...0xD7FF, 0xF900...0x1FFFF, 0x2F800...0x2FA1F]
        var wrong: [String] = []
        for scalar in code.joined().compactMap(Unicode.Scalar.init) {
            // What is newer than the table, or unassigned, Python may know or not.
            guard let age = scalar.properties.age, age.major <= 14 else { continue }
            // Unicode 15 made this sign of Ahom a spacing one.
            if scalar.value == 0x1171E { continue }
            let folded = FoldedText.fold(String(scalar))
            let right = expected[scalar.value] ?? String(scalar)
            if !folded.hasSameBytes(as: right) {
                wrong.append("\(String(scalar.value, radix: 16)): \(folded), not \(right)")
            }
            if !FoldedText.fold(folded).hasSameBytes(as: folded) {
                wrong.append("\(String(scalar.value, radix: 16)) twice")
            }
        }
        #expect(wrong == [])
    }

    @Test("a folded text is bounded, however long folding would make it")
    func bound() {
        let folded = FoldedText.fold(String(repeating: "\u{FDFA}", count: 30_000))
        #expect((FoldedText.maximumBytes...FoldedText.maximumBytes + 4).contains(folded.utf8.count))
    }

    @Test("what is folded stays as it is")
    func twice() {
        let text = "Ångström ẞ ﬁ ǅ Ǆ Ấ ϓ"
        #expect(FoldedText.fold(FoldedText.fold(text)) == FoldedText.fold(text))
    }
}

extension String {
    fileprivate var folded: String { FoldedText.fold(self) }
}
