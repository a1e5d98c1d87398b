import Testing
import WireFormats

@testable import HTTPTransport

@Suite("ResponseHead")
struct ResponseHeadTests {
    /// Feeds lines as libcurl would; `nil` as soon as one is refused.
    private func parse(_ lines: [String]) -> ResponseHead? {
        var head = ResponseHead()
        for line in lines {
            let isTaken = Array((line + "\r\n").utf8).withUnsafeBytes { head.take($0) }
            if !isTaken { return nil }
        }
        return head
    }

    @Test("is complete with its empty line, and not before")
    func completeness() {
        #expect(parse(["HTTP/1.1 200 OK", "A: b"])?.isComplete == false)
        #expect(parse(["HTTP/1.1 200 OK", "A: b", ""])?.isComplete == true)
    }

    @Test("takes values without the blanks around them, and with those inside")
    func values() {
        let head = parse(["HTTP/1.0 404", "A:\t b  c \t", "B:", "C:d:e", "no colon", " folded", ""])
        #expect(head?.status == 404)
        #expect(head?.headers == ["A": "b  c", "B": "", "C": "d:e"])
    }

    @Test("replaces an interim response by the next one, and ignores trailers")
    func interim() {
        let head = parse([
            "HTTP/1.1 100 Continue", "Content-Length: 1", "", "HTTP/1.1 200 OK", "A: b", "", "Trailer: c", "",
        ])
        #expect(head?.status == 200)
        #expect(head?.headers == ["A": "b"])
        #expect(head?.contentLength == nil)
    }

    @Test(
        "refuses what is no status line",
        arguments: ["", "HTTP/1.1", "HTTP/1.1 20", "HTTP/1.1 2x0 OK", "HTTP/1.1 099 X"])
    func refusal(line: String) {
        #expect(parse([line])?.status == nil)
    }

    @Test("knows the announced length, in any case of letters")
    func length() {
        #expect(parse(["HTTP/1.1 200 OK", "content-length: 12", ""])?.contentLength == 12)
        #expect(parse(["HTTP/1.1 200 OK", "Content-Length: x", ""])?.contentLength == nil)
        #expect(parse(["HTTP/1.1 200 OK", "Content-Length: 99999999999999999999", ""])?.contentLength == nil)
    }
}
