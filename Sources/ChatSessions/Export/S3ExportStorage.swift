import AWSCore
public import AWSServices
public import Gateway
public import Logging

/// Keeps CSV files in a bucket of S3 (`SESSION_S3_DOWNLOAD`).
public struct S3ExportStorage: ExportStorage {
    private let client: S3Client
    private let bucket: String
    private let log: Logger

    /// 64 MB: with the copy that is on its way to S3, a file stays well within the memory of a small function.
    public let maximumSize = 64 << 20

    public init(client: S3Client, bucket: String, log: Logger) {
        self.client = client
        self.bucket = bucket
        self.log = log
    }

    public func put(_ body: [UInt8], at key: String, contentType: String) async throws(Failure) {
        do {
            try await client.putObject(bucket: bucket, key: key, body: body, contentType: contentType)
        } catch {
            throw failure(error)
        }
    }

    public func object(at key: String) async throws(Failure) -> [UInt8]? {
        do {
            return try await client.getObject(bucket: bucket, key: key, maximumSize: maximumSize).body
        } catch {
            guard error.status == 404 else { throw failure(error) }
            return nil
        }
    }

    public func remove(_ key: String) async throws(Failure) {
        do {
            try await client.deleteObject(bucket: bucket, key: key)
        } catch {
            throw failure(error)
        }
    }

    public func exists(_ key: String) async throws(Failure) -> Bool {
        do {
            _ = try await client.headObject(bucket: bucket, key: key)
            return true
        } catch {
            guard error.status == 404 else { throw failure(error) }
            return false
        }
    }

    public func link(to key: String, lifetime: Duration) async throws(Failure) -> String {
        do {
            // No file on Windows has a colon in its name, as times have.
            let name = String(key.map { $0 == ":" ? "." : $0 })
            return try await client.presignedURL(
                bucket: bucket, key: key, expires: Int(lifetime.components.seconds),
                query: [(name: "response-content-disposition", value: "attachment; filename=\"\(name)\"")])
        } catch {
            throw failure(error)
        }
    }

    /// What a caller may know of an error of S3.
    private func failure(_ error: AWSError) -> Failure {
        log.error("The export bucket cannot be used", metadata: ["reason": "\(error.description)"])
        return Failure(
            error.isRetryable ? .unavailable : .internal, "The export cannot be stored or fetched at the moment")
    }
}
