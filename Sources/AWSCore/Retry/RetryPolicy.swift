internal import WireFormats

/// Which failures are tried again, after how long, and at what cost: AWS SDK retry behaviour "2.1".
///
/// Source: botocore `retries/standard.py` with `AWS_NEW_RETRIES_2026`, smithy-rs `RetrySpec::v2_1`.
struct RetryPolicy: Sendable {
    enum Failure: Sendable, Hashable {
        case transient
        case throttling

        /// What a retry takes from the ``RetryQuota``.
        var cost: Int { self == .throttling ? 5 : 14 }
    }

    static let maximumDelay = Duration.seconds(20)
    static let throttlingScale = Duration.seconds(1)
    /// How much longer than the back-off the service may ask for.
    static let maximumServerDelay = Duration.seconds(5)

    let scale: Duration

    /// - Parameters:
    ///   - attempt: the one that failed, from 1.
    ///   - random: 0 to 1.
    ///   - retryAfter: what the service asked for.
    func delay(afterAttempt attempt: Int, _ failure: Failure, random: Double, retryAfter: Duration?) -> Duration {
        let scale = failure == .throttling ? Self.throttlingScale : scale
        let backoff = min(scale * (1 << min(attempt - 1, 16)), Self.maximumDelay) * random
        guard let retryAfter else { return backoff }
        return max(backoff, min(retryAfter, backoff + Self.maximumServerDelay))
    }

    /// - Parameter header: `x-amz-retry-after`, in milliseconds; anything else is as good as none.
    static func retryAfter(_ header: String?) -> Duration? {
        guard let header, let milliseconds = Int64(header), milliseconds >= 0 else { return nil }
        return .milliseconds(milliseconds)
    }

    private static let throttlingCodes: Set<String> = [
        "Throttling", "ThrottlingException", "ThrottledException", "RequestThrottledException",
        "TooManyRequestsException", "ProvisionedThroughputExceededException", "TransactionInProgressException",
        "RequestLimitExceeded", "BandwidthLimitExceeded", "LimitExceededException", "RequestThrottled", "SlowDown",
        "PriorRequestNotComplete", "EC2ThrottledException",
        // Bedrock's, with status 424: the model has no capacity yet.
        "ModelNotReadyException",
    ]
    private static let transientCodes: Set<String> = [
        "RequestTimeout", "RequestTimeoutException", "PriorRequestNotComplete",
        // STS's, with status 400: the provider of a web identity did not answer it.
        "IDPCommunicationError",
        // Known by their status in HTTP answers; in an event stream there is only the name.
        "InternalServerException", "BadGatewayException", "ServiceUnavailableException",
    ]

    /// `nil` when another attempt would fail as well.
    static func classify(status: Int, code: String) -> Failure? {
        if throttlingCodes.contains(code) || status == 429 { return .throttling }
        if transientCodes.contains(code) || [500, 502, 503, 504].contains(status) { return .transient }
        return nil
    }

    /// Errors that a clock which is wrong may cause. Source: botocore and the AWS SDKs, and "Troubleshoot Signature Version 4
    /// signing for AWS API requests" in the IAM User Guide.
    static let clockSkewCodes: Set<String> = [
        "RequestTimeTooSkewed", "RequestExpired", "RequestInTheFuture", "InvalidSignatureException",
        "SignatureDoesNotMatch", "AuthFailure",
    ]
    /// How often one call is signed anew because the time of its signature was refused.
    static let maximumRefusedSignatures = 2

    /// Whether an error of ``clockSkewCodes`` speaks of the signature's time. The others of the same name come from a wrong
    /// key or a changed request, which another time does not help.
    static func saysThatTimeIsWrong(code: String, _ message: String) -> Bool {
        if timeCodes.contains(code) { return true }
        let message = message.lowercased()
        return timeMessages.contains { message.contains(bytesOf: $0) }
    }

    /// Those that have no other meaning.
    private static let timeCodes: Set<String> = ["RequestTimeTooSkewed", "RequestExpired", "RequestInTheFuture"]
    /// As services wrote them from 2014 to 2022 (aws-sdk-js 254 and 1652, aws-cli 6676): "Signature expired: 20220127T001427Z
    /// is now earlier than 20220127T014428Z (20220127T015928Z - 15 min.)", "Signature not yet current: … is still later
    /// than …". The code is InvalidSignatureException, and SignatureDoesNotMatch in XML.
    private static let timeMessages = ["signature expired", "signature not yet current"]

    /// A smaller offset is not what the service complains of.
    static let clockSkewThreshold = Duration.seconds(240)
}
