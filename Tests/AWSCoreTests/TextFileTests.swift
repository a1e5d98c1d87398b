import Foundation
import TestSupport
import Testing

@testable import AWSCore

@Suite("Text files")
struct TextFileTests {
    @Test("a tilde is the home directory, and without one there is no such file")
    func home() {
        #expect(TextFile.expand("~/.aws/config", home: "/home/ann") == "/home/ann/.aws/config")
        #expect(TextFile.expand("~/.aws/config", home: nil) == nil)
        #expect(TextFile.expand("/etc/aws", home: nil) == "/etc/aws")
        #expect(TextFile.expand("~ann/x", home: "/home/ann") == "~ann/x")
    }

    @Test("what is not there or too large is no text")
    func read() throws {
        let directory = try TemporaryDirectory()
        #expect(TextFile.read(directory.path + "/none") == nil)
        try String(repeating: "x", count: 1 << 20).write(
            toFile: directory.path + "/full", atomically: false, encoding: .utf8)
        try String(repeating: "x", count: (1 << 20) + 1).write(
            toFile: directory.path + "/over", atomically: false, encoding: .utf8)
        #expect(TextFile.read(directory.path + "/full")?.utf8.count == 1 << 20)
        #expect(TextFile.read(directory.path + "/over") == nil)
    }
}
