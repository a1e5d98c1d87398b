public import HTTPTransport

/// What calls to AWS count, whoever makes them.
extension Counter {
    /// Answers by which a service asked for fewer requests.
    public static let throttles = Counter("Throttles")
    /// Attempts beyond a call's first.
    public static let retries = Counter("Retries")
}
