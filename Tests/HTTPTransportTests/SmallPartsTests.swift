import Testing

@testable import HTTPTransport

@Suite("Small parts")
struct SmallPartsTests {
    @Test("the first CA bundle that can be read is taken")
    func bundle() {
        #expect(CABundle.first(of: ["/nowhere/a", "/etc/passwd", "/etc/hosts"]) == "/etc/passwd")
        #expect(CABundle.first(of: ["/nowhere/a"]) == nil)
    }

    @Test("durations become milliseconds, rounded up, within what poll can be told")
    func milliseconds() {
        let durations: [Duration] = [
            .zero, .nanoseconds(1), .milliseconds(1), .microseconds(1_001), .seconds(2), .seconds(-1), .nanoseconds(-1),
            .seconds(Int64.max),
        ]
        #expect(durations.map(\.milliseconds) == [0, 1, 1, 2, 2_000, 0, 0, 2_147_000_000])
    }

    @Test(
        "the origin of a URL ends before its path, query or fragment",
        arguments: [
            ("http://a", 8), ("HTTPS://a:1/b", 11), ("https://a?b", 9), ("http://a#b/c", 8), ("http://", nil),
            ("http:///a", nil), ("ftp://a", nil), ("httpx://a", nil), ("", nil),
        ])
    func origin(url: String, length: Int?) {
        #expect(HTTPRequest.originLength(of: url) == length)
    }
}
