public import HTTPTransport
internal import WireFormats

/// Credentials from the endpoint that ECS, EKS and Lambda SnapStart offer inside a container.
///
/// `AWS_CONTAINER_CREDENTIALS_RELATIVE_URI` or `_FULL_URI` names it; `AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE` (read at
/// each call, because it is rotated) or `AWS_CONTAINER_AUTHORIZATION_TOKEN` holds what goes into `Authorization`.
/// Source: AWS SDKs and Tools Reference Guide, "Container credential provider".
public struct ContainerCredentials: CredentialProvider {
    private static let attempts = 3

    private let environment: [String: String]
    private let transport: any HTTPSending
    private let sleep: @Sendable (Duration) async throws -> Void

    /// - Parameter sleep: waits between attempts.
    public init(
        environment: [String: String], transport: any HTTPSending,
        sleep: @escaping @Sendable (Duration) async throws -> Void
    ) {
        self.environment = environment
        self.transport = transport
        self.sleep = sleep
    }

    public func credentials() async throws(CredentialError) -> AWSCredentials {
        var request = HTTPRequest(
            url: try url(), headers: ["accept": "application/json"], connectTimeout: .seconds(2),
            idleTimeout: .seconds(2), maximumBodySize: 64 << 10, bypassesProxy: true)
        if let token = try token() { request.headers.add("authorization", token) }
        guard request.headers.isWellFormed else {
            throw CredentialError(.invalid, "the container authorization token has a line break")
        }
        var failure = ""
        for attempt in 1...Self.attempts {
            do {
                let response = try await transport.send(request)
                if response.status == 200 { return try Self.parse(response.body, "the container credential endpoint") }
                failure = "status \(response.status)"
                // A refusal will not change; an overloaded endpoint may recover.
                if response.status < 500 && response.status != 429 { break }
            } catch let error as HTTPError {
                failure = error.description
                if error.code == .cancelled || error.code == .shutDown { break }
            } catch let error as CredentialError {
                throw error
            } catch {
                failure = "\(error)"
            }
            guard attempt < Self.attempts else { break }
            do { try await sleep(.seconds(1)) } catch { break }
        }
        throw CredentialError(.unavailable, "the container credential endpoint failed: \(failure)")
    }

    private func url() throws(CredentialError) -> String {
        if let path = environment.nonEmpty("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI") {
            guard path.hasBytePrefix("/") else {
                throw CredentialError(.invalid, "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI must begin with a slash")
            }
            return "http://169.254.170.2" + path
        }
        guard let url = environment.nonEmpty("AWS_CONTAINER_CREDENTIALS_FULL_URI") else {
            throw CredentialError(.notConfigured, "AWS_CONTAINER_CREDENTIALS_FULL_URI is not set")
        }
        guard let parts = SplitURL(url), url.hasBytePrefix("https://") || Self.isLocal(parts.host) else {
            throw CredentialError(
                .invalid, "AWS_CONTAINER_CREDENTIALS_FULL_URI must be https, or http to a loopback or container address"
            )
        }
        return url
    }

    /// Plain HTTP is allowed to this machine and to the link-local addresses of ECS and EKS only.
    private static func isLocal(_ host: String) -> Bool {
        let name: Substring
        if host.hasBytePrefix("[") {
            name = host.dropFirst().prefix { $0 != "]" }
        } else {
            name = host.prefix { $0 != ":" }
        }
        if ["localhost", "169.254.170.2", "169.254.170.23", "fd00:ec2::23", "::1"].contains(name) { return true }
        let octets = name.split(separator: ".", omittingEmptySubsequences: false).map { UInt8($0) }
        return octets.count == 4 && octets[0] == 127 && !octets.contains(nil)
    }

    private func token() throws(CredentialError) -> String? {
        if let path = environment.nonEmpty("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE") {
            guard let text = TextFile.read(path) else {
                throw CredentialError(.invalid, "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE cannot be read")
            }
            return String(text.split(whereSeparator: \.isNewline).first ?? "")
        }
        return environment.nonEmpty("AWS_CONTAINER_AUTHORIZATION_TOKEN")
    }

    /// - Parameter endpoint: who gave it, for errors.
    static func parse(_ body: [UInt8], _ endpoint: String) throws(CredentialError) -> AWSCredentials {
        guard let json = try? JSON(parsing: body), let id = json["AccessKeyId"]?.string,
            let secret = json["SecretAccessKey"]?.string
        else {
            throw CredentialError(.invalid, "\(endpoint) gave no AccessKeyId and SecretAccessKey")
        }
        var expiration: Timestamp?
        if let text = json["Expiration"]?.string {
            guard let time = Timestamp(text) else {
                throw CredentialError(.invalid, "\(endpoint) gave an Expiration that is no time")
            }
            expiration = time
        }
        return AWSCredentials(
            accessKeyID: id, secretAccessKey: secret, sessionToken: json["Token"]?.string, expiration: expiration)
    }
}
