import Testing

@testable import AWSCore

@Suite("What an error says in a log")
struct LoggedMessageTests {
    private func logged(_ message: String) -> String {
        AWSError(code: .service("ValidationException"), message: message).loggedMessage
    }

    @Test("is the service's own words")
    func words() {
        #expect(logged("`temperature` is deprecated for this model.") == "`temperature` is deprecated for this model.")
        #expect(logged("") == "")
    }

    @Test("is one line")
    func line() { #expect(logged("one\r\ntwo\u{2028}three\u{1B}[31m") == "one  two three [31m") }

    @Test("is at most 500 bytes long, of whole characters")
    func length() {
        #expect(logged(String(repeating: "é", count: 10_000)) == String(repeating: "é", count: 248) + "…")
        #expect(logged(String(repeating: "x", count: 497)).count == 497)
    }

    @Test("has none of the values that a service quotes from the request")
    func values() {
        #expect(
            logged(
                "2 validation errors detected: Value 'my secret' at 'messages.1.member.role' failed to satisfy constraint: "
                    + "Member must satisfy enum value set: [user]; Value '' at 'system' failed to satisfy constraint")
                == "2 validation errors detected: Value '…' at 'messages.1.member.role' failed to satisfy constraint: Member "
                + "must satisfy enum value set: [user]; Value '…' at 'system' failed to satisfy constraint")
    }

    @Test("has nothing of a value that looks like the end of one, or that does not end")
    func hostileValues() {
        #expect(
            logged("Value 'Meet 'Bob' at 'Joe's' at 10, PIN 4711' at 'messages.1' failed to satisfy constraint")
                == "Value '…' at 'messages.1' failed to satisfy constraint")
        #expect(logged("Bad: Value 'PIN 4711' is wrong") == "Bad: Value '…")
    }
}
