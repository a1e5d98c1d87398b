internal import HTTPTransport
internal import WireFormats

/// The credentials of the role of an EC2 instance, from its metadata service (version 2, with a session token).
///
/// Only for profiles that say `credential_source = Ec2InstanceMetadata`: elsewhere the question would go out to an address that
/// nobody answers. Source: EC2 User Guide, "Use IMDS" and "Retrieve security credentials from instance metadata".
struct InstanceMetadataCredentials: CredentialProvider {
    let environment: [String: String]
    let transport: any HTTPSending

    private static let path = "/latest/meta-data/iam/security-credentials/"

    func credentials() async throws(CredentialError) -> AWSCredentials {
        guard environment["AWS_EC2_METADATA_DISABLED"]?.lowercased() != "true" else {
            throw CredentialError(.notConfigured, "AWS_EC2_METADATA_DISABLED is true")
        }
        let token = try await text("PUT", "/latest/api/token", ["x-aws-ec2-metadata-token-ttl-seconds": "300"])
        let session: HTTPHeaders = ["x-aws-ec2-metadata-token": token]
        let role = try await text("GET", Self.path, session)
        return try ContainerCredentials.parse(
            Array(try await text("GET", Self.path + role, session).utf8), "the instance metadata service")
    }

    /// The first line of an answer, or all of it where it is JSON.
    private func text(_ method: String, _ path: String, _ headers: HTTPHeaders) async throws(CredentialError) -> String
    {
        var base = environment.nonEmpty("AWS_EC2_METADATA_SERVICE_ENDPOINT") ?? "http://169.254.169.254"
        if base.hasByteSuffix("/") { base.removeLast() }
        let request = HTTPRequest(
            method: method, url: base + path, headers: headers, connectTimeout: .seconds(1), idleTimeout: .seconds(1),
            maximumBodySize: 64 << 10, bypassesProxy: true)
        let response: HTTPResponse
        do {
            response = try await transport.send(request)
        } catch {
            throw CredentialError(.unavailable, "the instance metadata service failed: \(error.description)")
        }
        let text = String(decoding: response.body, as: UTF8.self)
        guard response.status == 200, !text.isEmpty else {
            throw CredentialError(
                .unavailable, "the instance metadata service answered \(method) \(path) with status \(response.status)")
        }
        return text.hasBytePrefix("{") ? text : String(text.prefix { !$0.isNewline })
    }
}
