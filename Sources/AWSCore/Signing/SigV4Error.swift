/// Why a request cannot be signed.
public enum SigV4Error: Error, Hashable, Sendable {
    /// Not an absolute `http` or `https` URL.
    case invalidURL
    /// A presigned URL lives 1 to 604,800 seconds (seven days).
    case invalidExpiry
}
