import WireFormats

/// Where a service is reached, and for which region requests to it are signed.
public struct AWSEndpoint: Sendable, Hashable {
    /// `http` or `https`.
    public let scheme: String
    /// Host, and port where it is not the scheme's own.
    public let host: String
    /// What stands before every request's path: empty, or `/prefix` without a slash at the end.
    public let path: String
    public let region: String
    /// Somebody set this endpoint; it is not AWS's own.
    public let isCustom: Bool

    /// - Returns: `nil` when the text is no absolute `http` or `https` URL, or has a query.
    public init?(url: String, region: String) {
        guard let parts = SplitURL(url), parts.query.isEmpty, !url.utf8.contains(where: { $0 <= 0x20 || $0 == 0x7F })
        else { return nil }
        scheme = url.hasBytePrefix("https:") ? "https" : "http"
        host = parts.host
        var path = String(decoding: parts.path, as: UTF8.self)
        while path.hasByteSuffix("/") { path.removeLast() }
        self.path = path
        self.region = region
        isCustom = true
    }

    init(host: String, region: String) {
        scheme = "https"
        self.host = host
        path = ""
        self.region = region
        isCustom = false
    }

    /// The same with another label in front of the host name: S3's `bucket.s3.…`.
    public func prefixed(by label: String) -> AWSEndpoint {
        AWSEndpoint(scheme: scheme, host: "\(label).\(host)", path: path, region: region, isCustom: isCustom)
    }

    private init(scheme: String, host: String, path: String, region: String, isCustom: Bool) {
        self.scheme = scheme
        self.host = host
        self.path = path
        self.region = region
        self.isCustom = isCustom
    }

    /// Scheme, host and path prefix.
    public var url: String { "\(scheme)://\(host)\(path)" }
}
