/// Where services differ in Signature Version 4.
public struct SigV4Rules: Sendable, Hashable {
    /// Removes `.` and `..` segments and empty ones from the path that is signed.
    public var normalizesPath: Bool
    /// Percent-encodes the path once more than it is sent.
    public var encodesPathAgain: Bool
    /// Sends the hash of the body as a header (`x-amz-content-sha256`), which is then signed as well.
    public var sendsPayloadHash: Bool
    /// Signs the session token; otherwise it is added afterwards (AWS IoT's rule).
    public var signsSessionToken: Bool

    public init(
        normalizesPath: Bool = true, encodesPathAgain: Bool = true, sendsPayloadHash: Bool = false,
        signsSessionToken: Bool = true
    ) {
        self.normalizesPath = normalizesPath
        self.encodesPathAgain = encodesPathAgain
        self.sendsPayloadHash = sendsPayloadHash
        self.signsSessionToken = signsSessionToken
    }

    /// Every service but S3.
    public static let standard = SigV4Rules()
    /// S3: the path is signed as it is sent, because `a/../b` and `a//b` are keys of their own.
    public static let s3 = SigV4Rules(normalizesPath: false, encodesPathAgain: false, sendsPayloadHash: true)

    /// The rules of the service with this signing name.
    public static func rules(ofService name: String) -> SigV4Rules { name == "s3" ? .s3 : .standard }
}
