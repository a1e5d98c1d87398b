import AWSServices
import ChatSessions
import Logging
import SystemTestSupport
import TestSupport
import WireFormats

/// System 000 on moto's DynamoDB and S3.
struct MotoChat: Sendable {
    let chat: Chat
    let exports: S3ExportStorage
    let cloud: MotoCloud

    static let bucket = "session-exports"

    init() async throws {
        cloud = try await MotoCloud(Chat.schema.tables, on: .start())
        chat = try Chat(engine: cloud.tables)
        exports = S3ExportStorage(
            client: try S3Client(cloud.context), bucket: Self.bucket, log: Logger(label: "exports"))
        try await cloud.python("boto3.client('s3').create_bucket(Bucket='\(Self.bucket)')")
    }
}
