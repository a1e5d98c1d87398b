import TestSupport
import Testing
import WireFormats

@testable import Assessments

@Suite("Text in pieces")
struct UTF8AssemblerTests {
    private func assemble(_ pieces: [[UInt8]]) -> String {
        var assembler = UTF8Assembler()
        return pieces.map { assembler.add($0) }.joined() + assembler.finish()
    }

    @Test("every cut of a text of all lengths of characters gives the text")
    func everyCut() {
        let text = "aé€🙂zß漢𝄞\0\u{FFFD}\u{10FFFF}\u{7FF}\u{800}\u{10000}"
        let bytes = Array(text.utf8)
        for first in 0...bytes.count {
            for second in first...bytes.count {
                let pieces = [Array(bytes[..<first]), Array(bytes[first..<second]), Array(bytes[second...])]
                #expect(assemble(pieces) == text)
            }
        }
        #expect(assemble(bytes.map { [$0] }) == text)
    }

    @Test("a character comes with the piece that completes it")
    func timing() {
        var assembler = UTF8Assembler()
        #expect(assembler.add([0x61, 0xF0]) == "a")
        #expect(assembler.add([0x9F]) == "")
        #expect(assembler.add([0x99]) == "")
        #expect(assembler.add([]) == "")
        #expect(assembler.add([0x82, 0x62]) == "🙂b")
        #expect(assembler.finish() == "")
    }

    @Test("what was never completed is told at the end, once")
    func unfinished() {
        var assembler = UTF8Assembler()
        #expect(assembler.add([0x61, 0xE2, 0x82]) == "a")
        #expect(assembler.finish() == "\u{FFFD}")
        #expect(assembler.finish() == "")
        #expect(assembler.add([0x62]) == "b")
    }

    @Test(
        "bytes that are no UTF-8 are not waited for",
        arguments: [[0xFF], [0xC0], [0xC1], [0xF5], [0x80], [0x80, 0x80, 0x80, 0x80]] as [[UInt8]])
    func invalid(bytes: [UInt8]) {
        var assembler = UTF8Assembler()
        #expect(assembler.add(bytes) == String(decoding: bytes, as: UTF8.self))
    }

    @Test("any bytes, cut anywhere, give what they give in one piece", arguments: 0..<100)
    func fuzz(seed: Int) {
        var random = SeededGenerator(seed: UInt64(seed))
        let interesting: [UInt8] = [
            0x00, 0x41, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xC2, 0xDF, 0xE0, 0xE2, 0xED, 0xEF, 0xF0, 0xF1,
            0xF4, 0xF5, 0xFF,
        ]
        for _ in 0..<50 {
            let bytes = (0..<random.below(40)).map { _ in random.pick(interesting) }
            var pieces: [[UInt8]] = []
            var rest = bytes[...]
            while !rest.isEmpty {
                let piece = rest.prefix(random.below(5))
                pieces.append(Array(piece))
                rest = rest.dropFirst(piece.count)
            }
            #expect(assemble(pieces) == String(decoding: bytes, as: UTF8.self), "\(bytes) as \(pieces)")
        }
    }
}
