import Testing

@testable import LocalCloud

@Suite("Splitting output into lines")
struct LineSplitterTests {
    private func split(_ chunks: [String]) -> [String] {
        var lines: [String] = []
        var splitter = LineSplitter()
        for chunk in chunks { splitter.add(chunk.utf8) { lines.append($0) } }
        splitter.finish { lines.append($0) }
        return lines
    }

    @Test("joins what came in pieces, in the middle of a character too")
    func pieces() {
        var lines: [String] = []
        var splitter = LineSplitter()
        let bytes = Array("Zürich\nBern".utf8)
        for byte in bytes { splitter.add([byte]) { lines.append($0) } }
        splitter.finish { lines.append($0) }
        #expect(lines == ["Zürich", "Bern"])
    }

    @Test("keeps empty lines and drops carriage returns")
    func emptyLines() { #expect(split(["a\r\n\nb\n"]) == ["a", "", "b"]) }

    @Test("cuts a line that is longer than a log event may be")
    func longLine() {
        let lines = split([String(repeating: "x", count: LineSplitter.maximumLength + 1)])
        #expect(lines.map(\.count) == [LineSplitter.maximumLength, 1])
    }
}
