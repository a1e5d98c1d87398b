import HTTPTransport
import Testing

@Suite("Errors of an exchange")
struct HTTPErrorTests {
    @Test(
        "what the network or the peer did may pass; what the request is, or what its sender wanted, does not",
        arguments: [
            (.nameResolution, true), (.connect, true), (.tls, true), (.timeout, true), (.connectionLost, true),
            (.invalidRequest, false), (.bodyTooLarge, false), (.cancelled, false), (.shutDown, false),
        ] as [(HTTPError.Code, Bool)])
    func passing(code: HTTPError.Code, isPassing: Bool) {
        #expect(code.isPassing == isPassing)
    }
}
