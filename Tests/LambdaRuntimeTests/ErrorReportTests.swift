import Foundation
import TestSupport
import Testing
import WireFormats

@testable import LambdaRuntime

struct ErrorReportTests {
    private struct NamedError: LambdaReportableError {
        var errorType = "SessionNotFound"
        var errorMessage = "no session s1"
        var stackTrace = ["frame 1", "frame 2"]
    }

    private struct PlainError: Error, CustomStringConvertible {
        var description: String { "it broke" }
    }

    private struct GenericError<T>: Error, CustomStringConvertible {
        var description: String { "generic" }
    }

    private func parsed(_ report: ErrorReport, requestID: String? = "r1") throws -> JSON {
        try JSON(parsing: report.body(requestID: requestID))
    }

    @Test("an error that names itself is reported under that name, with its message and stack trace")
    func named() throws {
        #expect(
            try parsed(ErrorReport(NamedError())) == [
                "errorType": "SessionNotFound", "errorMessage": "no session s1", "requestId": "r1",
                "stackTrace": ["frame 1", "frame 2"],
            ])
    }

    @Test("any other error is reported by its type's name and its description")
    func plain() throws {
        #expect(
            try parsed(ErrorReport(PlainError())) == [
                "errorType": "PlainError", "errorMessage": "it broke", "requestId": "r1", "stackTrace": [],
            ])
    }

    @Test("the name of a generic error has no type arguments")
    func generic() {
        #expect(ErrorReport(GenericError<[String: Int]>()).errorType == "GenericError")
    }

    @Test("an init error has no request id")
    func initError() throws {
        let report = ErrorReport.initialization(PlainError())
        #expect(
            try parsed(report, requestID: nil) == [
                "errorType": "Runtime.InitError", "errorMessage": "PlainError: it broke", "stackTrace": [],
            ])
    }

    @Test("an init error that names itself keeps its name")
    func namedInitError() {
        #expect(ErrorReport.initialization(NamedError()).errorType == "SessionNotFound")
    }

    @Test(
        "the header is in the form that Lambda keeps",
        arguments: [
            ("Runtime.InitError", "Runtime.InitError"),
            ("Function.DeadlineExceeded", "Function.DeadlineExceeded"),
            ("SessionNotFound", "Function.SessionNotFound"),
            ("session-not-found", "Function.SessionNotFound"),
            ("Function.session-not-found", "Function.SessionNotFound"),
            ("Runtime.E2", "Runtime.Unknown"),
            ("HTTP2Error", "Function.HTTPError"),
            ("Größe", "Function.GrE"),
            ("", "Function.Unknown"),
            ("42", "Function.Unknown"),
            ("evil\r\nX-Injected: 1", "Function.EvilXInjected"),
            ("Fehler.🙂", "Function.Fehler"),
        ])
    func header(type: String, header: String) {
        #expect(ErrorReport(errorType: type, errorMessage: "").headerValue == header)
    }

    @Test("whatever the name, Lambda's own pattern matches the whole header")
    func headerPattern() {
        var random = Splitmix(state: 1)
        for _ in 0..<2000 {
            let header = ErrorReport(errorType: randomText(&random), errorMessage: "").headerValue
            #expect(header.wholeMatch(of: #/(Runtime|Function)\.[A-Z][a-zA-Z]+/#) != nil, "\(header)")
        }
    }

    @Test("the body is JSON with the very same text, whatever scalars it holds")
    func everyScalar() async throws {
        // All scalars there are, in runs of 4096.
        let scalars = (0...0x10FFFF).compactMap { Unicode.Scalar($0) }
        try await expectSame(
            stride(from: 0, to: scalars.count, by: 4096).map { start in
                var text = String.UnicodeScalarView()
                text.append(contentsOf: scalars[start..<min(start + 4096, scalars.count)])
                return String(text)
            })
    }

    @Test("the body is JSON with the very same text, for random mixtures of difficult scalars")
    func mixtures() async throws {
        var random = Splitmix(state: 2)
        try await expectSame((0..<5000).map { _ in randomText(&random) })
    }

    /// Both our own parser and Python's read each text back from the body.
    private func expectSame(_ texts: [String]) async throws {
        var lines = ""
        for text in texts {
            let report = ErrorReport(errorType: "E", errorMessage: text)
            let body = report.body(requestID: text)
            let value = try JSON(parsing: body)
            #expect(value["errorMessage"]?.string.map { Array($0.utf8) } == Array(text.utf8))
            lines += "\(hexadecimal(text.utf8)) \(hexadecimal(body))\n"
        }
        let directory = try TemporaryDirectory()
        let path = directory.path + "/reports"
        try Data(lines.utf8).write(to: URL(filePath: path))
        let script = """
            import json, sys
            same = 0
            for line in open(sys.argv[1]):
                text, body = (bytes.fromhex(field).decode() for field in line.split(" "))
                value = json.loads(body)
                same += value["errorMessage"] == text and value["requestId"] == text
            print(same)
            """
        let same = try await Python.run(script, [path])
        #expect(same == "\(texts.count)\n")
    }

    @Test("a message that would make the report too large is cut off at a scalar's border")
    func truncation() throws {
        let message = String(repeating: "🙂", count: 100_000)
        let text = try parsed(ErrorReport(errorType: "E", errorMessage: "x" + message))["errorMessage"]?.string
        #expect(text == "x" + String(repeating: "🙂", count: 32_767) + "…")
    }

    private func randomText(_ random: inout Splitmix) -> String {
        let difficult: [Unicode.Scalar] = [
            "\"", "\\", "/", "\n", "\r", "\t", "\0", "\u{1F}", "\u{7F}", "\u{85}", "\u{2028}", "\u{2029}", "\u{FEFF}",
            "\u{FFFF}", "\u{301}", "\u{1F642}", "\u{10FFFF}", "a", "Z", ".", "u", "é", " ", ":",
        ]
        var text = String.UnicodeScalarView()
        for _ in 0..<Int.random(in: 0..<40, using: &random) {
            text.append(difficult[Int.random(in: 0..<difficult.count, using: &random)])
        }
        return String(text)
    }
}

/// The same numbers in every run.
struct Splitmix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
