internal import HTTPTransport
internal import WireFormats

/// The two calls of AWS STS that give temporary credentials of a role (query protocol, version 2011-06-15).
///
/// Region and endpoint are those of all services: `AWS_ENDPOINT_URL_STS`, or the region's own `sts.REGION.amazonaws.com`.
struct SecurityTokenService: Sendable {
    let environment: [String: String]
    let transport: any HTTPSending
    let clock: @Sendable () -> Timestamp
    let sleep: @Sendable (Duration) async throws -> Void

    /// `AssumeRole`, signed with what `source` gives.
    ///
    /// - Throws: ``CredentialError`` of the source, and of STS: `unavailable` when another attempt may succeed.
    func assume(_ role: AssumedRole, with source: any CredentialProvider) async throws(CredentialError)
        -> AWSCredentials
    {
        // Asked here, so that its error comes as it is and not as one of STS.
        let credentials = try await source.credentials()
        var form = parameters("AssumeRole", role)
        form.append(("ExternalId", role.externalID))
        return try await send(form, role, signedWith: credentials)
    }

    /// `AssumeRoleWithWebIdentity`, which is not signed: the token is the proof.
    func assume(_ role: AssumedRole, webIdentityToken token: String) async throws(CredentialError) -> AWSCredentials {
        var form = parameters("AssumeRoleWithWebIdentity", role)
        form.append(("WebIdentityToken", token))
        return try await send(form, role, signedWith: nil)
    }

    private func parameters(_ action: String, _ role: AssumedRole) -> [(String, String?)] {
        [
            ("Action", action), ("Version", "2011-06-15"), ("RoleArn", role.arn),
            ("RoleSessionName", role.sessionName ?? "colloquy-\(clock().seconds)"),
            ("DurationSeconds", role.duration.map(String.init)),
        ]
    }

    private func send(
        _ form: [(String, String?)], _ role: AssumedRole, signedWith credentials: AWSCredentials?
    ) async throws(CredentialError) -> AWSCredentials {
        let body = form.compactMap { name, value in value.map { "\(name)=\(PercentEncoding.encode($0))" } }
            .joined(separator: "&")
        var signer: any CredentialProvider = CredentialChain([])
        if let credentials { signer = StaticCredentials(credentials) }
        let response: AWSResponse
        do throws(AWSError) {
            let context = AWSContext(
                configuration: try AWSConfiguration(environment: environment), credentials: signer,
                transport: transport, clock: clock, sleep: sleep)
            response = try await AWSClient(service: .sts, context: context).send(
                AWSRequest(
                    headers: ["content-type": "application/x-www-form-urlencoded; charset=utf-8"],
                    body: Array(body.utf8), isSigned: credentials != nil, maximumBodySize: 256 << 10))
        } catch {
            throw CredentialError(
                error.isRetryable ? .unavailable : .invalid, "the role \(role.arn) could not be assumed: \(error)")
        }
        return try Self.parse(String(decoding: response.body, as: UTF8.self), role)
    }

    private static func parse(_ xml: String, _ role: AssumedRole) throws(CredentialError) -> AWSCredentials {
        func text(_ name: String) -> String? { XMLElement.text(of: name, in: xml).flatMap { $0.isEmpty ? nil : $0 } }
        guard let id = text("AccessKeyId"), let secret = text("SecretAccessKey"), let token = text("SessionToken"),
            let expiration = text("Expiration").flatMap({ Timestamp($0) })
        else {
            throw CredentialError(.invalid, "the answer of STS has no credentials for the role \(role.arn)")
        }
        return AWSCredentials(accessKeyID: id, secretAccessKey: secret, sessionToken: token, expiration: expiration)
    }
}
