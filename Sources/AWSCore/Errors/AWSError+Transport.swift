internal import HTTPTransport

extension AWSError {
    /// What an exchange without a whole answer comes to.
    init(_ error: HTTPError) {
        let isRetryable =
            switch error.code {
            case .nameResolution, .connect, .tls, .timeout, .connectionLost: true
            case .invalidRequest, .bodyTooLarge, .cancelled, .shutDown: false
            }
        self.init(
            code: .transport(error.code), message: error.message, isRetryable: isRetryable,
            mayHaveTakenEffect: error.requestWasSent)
    }
}
