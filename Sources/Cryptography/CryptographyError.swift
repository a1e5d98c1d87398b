/// Why something was not sealed or opened.
public enum CryptographyError: Error, Sendable, Hashable {
    /// The key is not of 16, 24 or 32 bytes.
    case incorrectKeySize
    /// What should be a sealed box is shorter than a nonce and a tag, or what should be a nonce is not of 12 bytes.
    case incorrectParameterSize
    /// More than 2 GB.
    case tooLarge
    /// The box was altered, or sealed with another key or for another context.
    case authenticationFailure
    /// libcrypto failed: there is no memory.
    case unavailable
}
