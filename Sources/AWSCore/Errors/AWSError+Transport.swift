internal import HTTPTransport

extension AWSError {
    /// What an exchange without a whole answer comes to.
    init(_ error: HTTPError) {
        self.init(
            code: .transport(error.code), message: error.message, isRetryable: error.code.isPassing,
            mayHaveTakenEffect: error.requestWasSent)
    }
}
