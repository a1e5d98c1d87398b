import Gateway
import Testing
import WireFormats

@Suite("The boundary where errors become answers")
struct FailureBoundaryTests {
    private struct SecretError: Error, CustomStringConvertible {
        let description = "canary: the user's prompt"
    }

    private let log = RecordedLog()

    private func respond(_ handler: () async throws -> Response) async -> Response {
        await FailureBoundary(log: log.logger).respond(failures: .string, requestID: "request-7", handler)
    }

    @Test("an answer passes")
    func answers() async {
        #expect(await respond { .json(1) } == .json(1))
        #expect(log.lines == [])
    }

    @Test("a failure is worded in the system's shape, and is no news for the log")
    func failures() async {
        #expect(await respond { throw Failure(.conflict, "busy") } == .json("busy", status: 409))
        #expect(log.lines == [])
    }

    @Test("any other error is a 500 without detail, logged by type and request and never by content")
    func otherErrors() async {
        let answer = await respond { throw SecretError() }
        #expect(answer == .json("Something went wrong on our side. Request request-7.", status: 500))
        #expect(log.lines.count == 1)
        #expect(log.lines[0].contains("SecretError") && log.lines[0].contains("request-7"))
        #expect(!log.lines[0].contains("canary"))
    }

    @Test("a request that was stopped is a 503")
    func cancellation() async {
        #expect(await respond { throw CancellationError() }.status == 503)
    }
}
