import AWSCore

/// A signature that is missing or wrong. Each service words it in its own way.
struct SignatureRefusal: Error, Hashable {
    var code: SigV4Verifier.Rejection.Code
    var message: String
}
