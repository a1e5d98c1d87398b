import Foundation
import TestSupport
import Testing
import WireFormats

@Suite("Base64")
struct Base64Tests {
    @Test(
        "the vectors of RFC 4648 §10",
        arguments: [
            ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="),
            ("foobar", "Zm9vYmFy"),
        ])
    func vectors(text: String, encoded: String) {
        #expect(Base64.encode(Array(text.utf8)) == encoded)
        #expect(Base64.decode(encoded) == Array(text.utf8))
    }

    @Test(
        "what the encoder does not write is refused",
        arguments: [
            "A", "AA", "AAA", "A===", "====", "=", "AA=A", "AAAA=", "AAAA====", "AA==AAAA", "AAA\n", " AAAA", "AA-_",
            "AB==",
            "AAB=", "ÄAAA", "AA==\n",
        ])
    func refuses(text: String) {
        #expect(Base64.decode(text) == nil)
    }

    @Test(
        "what people send may be wrapped, in either alphabet, and without padding",
        arguments: [
            "Zm9v\r\nYmE=", "Zm9vYmE=\r\n", " Z m9v\tYmE = ", "Zm9vYmE", "Zm9v\nYmE\n", "\nZm9vYmE=",
        ])
    func lenient(text: String) {
        #expect(Base64.decode(lenient: text) == Array("fooba".utf8))
    }

    @Test("both alphabets mean the same to the lenient decoder")
    func lenientAlphabets() {
        #expect(Base64.decode(lenient: "+/8=") == Base64.decode(lenient: "-_8"))
        #expect(Base64.decode(lenient: "+/8=") == [0xFB, 0xFF])
    }

    @Test(
        "the lenient decoder refuses what is no base64 all the same",
        arguments: ["A", "A===", "====", "=", "AA=A", "AAAA=", "AA=", "AA==AAAA", "AB==", "ÄAAA", "A*AA", "AA\u{A0}=="])
    func lenientRefuses(text: String) {
        #expect(Base64.decode(lenient: text) == nil)
    }

    @Test(
        "the URL alphabet has no padding and no characters of the other",
        arguments: ["AA==", "+AAA", "/AAA", "A", "AB"])
    func refusesInURLs(text: String) {
        #expect(Base64.decode(text, alphabet: .url) == nil)
    }

    @Test("random bytes of every length are encoded as Python does and come back")
    func agreesWithPython() async throws {
        var random = SeededGenerator(seed: 4648)
        let samples = (0..<300).map { length in (0..<length).map { _ in UInt8(random.below(256)) } }
        let directory = try TemporaryDirectory()
        try samples.map { hexadecimal($0) }.joined(separator: "\n")
            .write(toFile: directory.path + "/samples", atomically: true, encoding: .utf8)
        let script = """
            import base64, sys
            for line in open(sys.argv[1]).read().split('\\n'):
                data = bytes.fromhex(line)
                print(base64.b64encode(data).decode(), base64.urlsafe_b64encode(data).decode().rstrip('='))
            """
        let theirs = try await Python.run(script, [directory.path + "/samples"])
        let ours = samples.map { Base64.encode($0) + " " + Base64.encode($0, alphabet: .url) }
        #expect(ours.joined(separator: "\n") + "\n" == theirs)
        for sample in samples {
            #expect(Base64.decode(Base64.encode(sample)) == sample)
            #expect(Base64.decode(Base64.encode(sample, alphabet: .url), alphabet: .url) == sample)
        }
    }
}
