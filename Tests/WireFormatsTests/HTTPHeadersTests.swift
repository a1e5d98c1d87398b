import Testing
import WireFormats

@Suite("HTTP headers")
struct HTTPHeadersTests {
    @Test("names compare without case, and the first value is given")
    func findsWithoutCase() {
        let headers: HTTPHeaders = ["Set-Cookie": "a", "set-cookie": "b", "X": "c"]
        #expect(headers["SET-COOKIE"] == "a")
        #expect(headers.values(of: "set-Cookie") == ["a", "b"])
        #expect(headers["Y"] == nil)
    }

    @Test("setting replaces every field of the name, nil removes them, adding keeps them")
    func edits() {
        var headers: HTTPHeaders = ["A": "1", "a": "2", "B": "3"]
        headers.add("b", "4")
        headers["A"] = "5"
        #expect(headers == ["B": "3", "b": "4", "A": "5"])
        headers["B"] = nil
        #expect(headers == ["A": "5"])
    }

    @Test("letters outside ASCII have no case here")
    func comparesASCIIOnly() {
        #expect(!HTTPHeaders.isSame("É", "é"))
        #expect(!HTTPHeaders.isSame("[", "{"))
        #expect(HTTPHeaders.isSame("aZ-1", "Az-1"))
    }

    @Test(
        "a field that could smuggle in another one is not well-formed",
        arguments: [
            ("X", "a\r\nEvil: 1"), ("X", "a\nb"), ("X", "a\rb"), ("X", "a\u{0}"), ("X: y", "a"), ("", "a"),
            ("X\n", "a"), ("É", "a"),
        ])
    func findsInjection(name: String, value: String) {
        #expect(!HTTPHeaders([(name, value)]).isWellFormed)
        #expect(HTTPHeaders([("X-Ok", "tab\tand é are fine")]).isWellFormed)
    }

    /// RFC 9110 §5.6.2, `tchar`.
    @Test("of all ASCII bytes, exactly those of tokens may stand in a name")
    func takesTokensOnly() {
        let letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
        let tokens = Set((letters + "0123456789!#$%&'*+-.^_`|~").unicodeScalars)
        for code in UInt8(0)..<0x80 {
            let scalar = Unicode.Scalar(code)
            #expect(HTTPHeaders([("a\(scalar)b", "v")]).isWellFormed == tokens.contains(scalar), "\(code)")
        }
    }

    @Test("of all bytes of values, line breaks and NUL are refused, wherever they stand")
    func refusesBreaksInValues() {
        let refused: Set<Unicode.Scalar> = ["\n", "\r", "\0"]
        for code in UInt8(0)...0xFF {
            let scalar = Unicode.Scalar(code)
            for value in ["\(scalar)", "a\(scalar)", "a long value of more than fifteen bytes\(scalar)b"] {
                #expect(HTTPHeaders([("X", value)]).isWellFormed == !refused.contains(scalar), "\(code)")
            }
        }
    }
}
