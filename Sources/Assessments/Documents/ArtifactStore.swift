import AWSCore
public import AWSServices
import Gateway
import Logging
import WireFormats

/// The buckets of system 001: documents that the agent's tools made, and the templates they use.
public struct ArtifactStore: Sendable {
    /// How long links are good, in seconds.
    static let linkLifetime = 600
    /// The most objects of one assessment that are looked at.
    private static let maximumObjects = 1000

    private let client: S3Client
    private let artifacts: String
    private let templates: String?

    /// - Parameter templates: `nil` turns uploads of templates off.
    public init(client: S3Client, artifacts: String, templates: String?) {
        self.client = client
        self.artifacts = artifacts
        self.templates = templates
    }

    /// The documents that are there now.
    func documents(of id: String) async throws(AWSError) -> Documents {
        let page = try await client.listObjects(
            bucket: artifacts, prefix: "\(id)/", maximumKeys: Self.maximumObjects)
        return Documents(of: id, keys: page.objects.map(\.key))
    }

    /// A link to a document for whoever has it, good for ``linkLifetime`` seconds.
    func link(to key: String) async throws(AWSError) -> String {
        try await client.presignedURL(bucket: artifacts, key: key, expires: Self.linkLifetime)
    }

    var takesTemplates: Bool { templates != nil }

    /// Stores a template in place of whatever has its name.
    ///
    /// - Returns: its key.
    func putTemplate(_ name: String, _ bytes: [UInt8], contentType: String) async throws(AWSError) -> String {
        let (bucket, key) = try template(name)
        try await client.putObject(bucket: bucket, key: key, body: bytes, contentType: contentType)
        return key
    }

    /// A link with which the caller can put a template that is too large for a request.
    func templateUpload(_ name: String) async throws(AWSError) -> (key: String, url: String) {
        let (bucket, key) = try template(name)
        return (
            key, try await client.presignedURL(method: "PUT", bucket: bucket, key: key, expires: Self.linkLifetime)
        )
    }

    private func template(_ name: String) throws(AWSError) -> (bucket: String, key: String) {
        guard let templates else {
            throw AWSError(code: .configuration, message: "TEMPLATES_BUCKET_NAME is not set")
        }
        return (templates, "templates/\(name)")
    }
}
