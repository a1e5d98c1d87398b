import HTTPTransport
import Testing

@testable import LambdaRuntime

struct RuntimeAPIErrorTests {
    @Test(
        "a post is repeated only when it cannot have been taken",
        arguments: [
            (RuntimeAPIError.Code.transport(.connect, requestWasSent: false), true),
            (.transport(.connectionLost, requestWasSent: true), false),
            (.transport(.timeout, requestWasSent: true), false),
            (.transport(.cancelled, requestWasSent: false), false),
            (.transport(.shutDown, requestWasSent: false), false),
            (.transport(.invalidRequest, requestWasSent: false), false),
            (.status(500), true), (.status(503), true),
            (.status(400), false), (.status(403), false), (.status(410), false), (.status(413), false),
            (.invalidResponse, false),
        ])
    func posting(code: RuntimeAPIError.Code, isSafe: Bool) {
        #expect(RuntimeAPIError(code, "").isSafeToPostAgain == isSafe)
    }

    @Test(
        "polling is repeated unless it was broken off from here or can never work",
        arguments: [
            (RuntimeAPIError.Code.transport(.connect, requestWasSent: false), true),
            (.transport(.connectionLost, requestWasSent: true), true),
            (.transport(.bodyTooLarge, requestWasSent: true), true),
            (.status(403), true), (.status(500), true), (.invalidResponse, true),
            (.transport(.cancelled, requestWasSent: true), false),
            (.transport(.shutDown, requestWasSent: false), false),
            (.transport(.invalidRequest, requestWasSent: false), false),
        ])
    func polling(code: RuntimeAPIError.Code, isWorthIt: Bool) {
        #expect(RuntimeAPIError(code, "").isWorthPollingAgain == isWorthIt)
    }
}
