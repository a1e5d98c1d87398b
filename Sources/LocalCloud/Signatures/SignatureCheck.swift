import AWSCore
import WireFormats

/// Lets a request to a stand-in pass only when it is signed as AWS would have it, for the right service and region.
struct SignatureCheck: Sendable {
    private let service: String
    private let region: String
    private let now: @Sendable () -> Timestamp
    private let verifier: SigV4Verifier

    init(service: String, region: String, credentials: AWSCredentials, now: @escaping @Sendable () -> Timestamp) {
        self.service = service
        self.region = region
        self.now = now
        verifier = SigV4Verifier { $0 == credentials.accessKeyID ? credentials : nil }
    }

    /// - Throws: the verifier's rejection, or `SignatureDoesNotMatch` for another service or region.
    func verify(_ request: ServerRequest) throws(SignatureRefusal) {
        let target = request.query.isEmpty ? request.path : request.path + "?" + request.query
        let identity: SigV4Verifier.Identity
        do {
            identity = try verifier.verify(
                method: request.method, target: target, headers: request.headers, body: request.body ?? [], now: now())
        } catch {
            throw SignatureRefusal(code: error.code, message: "The request is refused: \(error.description).")
        }
        guard identity.service == service, identity.region == region else {
            throw SignatureRefusal(
                code: .signatureDoesNotMatch,
                message: "Credential should be scoped to \(region) and \(service), "
                    + "not to \(identity.region) and \(identity.service).")
        }
    }
}

extension SignatureRefusal {
    /// The name of the exception in services that speak JSON.
    var exceptionName: String {
        switch code {
        case .missingAuthenticationToken: "MissingAuthenticationTokenException"
        case .incompleteSignature: "IncompleteSignatureException"
        case .unrecognizedClient: "UnrecognizedClientException"
        case .requestExpired, .contentMismatch, .signatureDoesNotMatch: "InvalidSignatureException"
        }
    }
}
