import AWSCore
import AWSServices
import Foundation
import HTTPTransport
import TestSupport
import Testing
import WireFormats

/// Against moto's S3, with boto3 as a second reader.
@Suite(.serialized, .timeLimit(.minutes(10)))
struct S3ClientTests {
    private let cloud: Cloud
    private let client: S3Client
    private let bucket = "bucket-\(UUID().uuidString.lowercased())"

    init() async throws {
        cloud = try await Cloud()
        client = try S3Client(cloud.context)
        _ = try await AWSClient(service: .s3, context: cloud.context)
            .send(AWSRequest(method: "PUT", path: "/\(bucket)"))
    }

    static let keys = [
        "plain.txt", "a b/c+d=e&f?g#h%20i.csv", "ключ/漢字/🙂é", "~tilde'(quote)*!$,;:@[]", "a//b", "dir/", "%2F",
        "all-sessions-2026-01-01T00:00:00-2026-02-01T23:59:59.csv",
    ]

    @Test("an object comes back under any key")
    func roundTrip() async throws {
        for key in Self.keys {
            let body = Array("content of \(key)".utf8)
            let stored = try await client.putObject(bucket: bucket, key: key, body: body, contentType: "text/csv")
            let (head, read) = try await client.getObject(bucket: bucket, key: key)
            #expect(read == body)
            #expect(head.contentType == "text/csv")
            #expect(head.eTag == stored.eTag && stored.eTag != nil)
        }
    }

    @Test("boto3 sees the keys that were put")
    func boto3() async throws {
        for key in Self.keys { try await client.putObject(bucket: bucket, key: key, body: [1]) }
        let printed = try await cloud.python(
            "print(json.dumps([o['Key'] for o in s3.list_objects_v2(Bucket=sys.argv[1])['Contents']]))", [bucket])
        #expect(
            try Set(JSON(parsing: printed).array?.compactMap(\.string) ?? []) == Set(Self.keys))
    }

    @Test("anybody can get an object by a presigned URL")
    func presignedGet() async throws {
        for key in Self.keys {
            try await client.putObject(bucket: bucket, key: key, body: Array(key.utf8))
            let url = try await client.presignedURL(
                bucket: bucket, key: key, expires: 3600, query: [("response-content-type", "text/csv; x=\"a b\"")])
            let response = try await cloud.transport.send(HTTPRequest(url: url))
            #expect(response.status == 200)
            #expect(response.body == Array(key.utf8))
        }
    }

    @Test("anybody can put an object by a presigned URL")
    func presignedPut() async throws {
        let url = try await client.presignedURL(method: "PUT", bucket: bucket, key: "up/load ed", expires: 60)
        let response = try await cloud.transport.send(HTTPRequest(method: "PUT", url: url, body: [1, 2, 3]))
        #expect(response.status == 200)
        #expect(try await client.getObject(bucket: bucket, key: "up/load ed").body == [1, 2, 3])
    }

    @Test("head gives size, type and time")
    func head() async throws {
        try await client.putObject(bucket: bucket, key: "k", body: [1, 2, 3], contentType: "a/b")
        let head = try await client.headObject(bucket: bucket, key: "k")
        #expect(head.contentLength == 3)
        #expect(head.contentType == "a/b")
        let modified = try #require(head.lastModified)
        #expect(SystemClock.now() - modified < .seconds(120))
    }

    private func code(_ body: () async throws -> Void) async -> AWSError.Code? {
        let error = await #expect(throws: AWSError.self) { try await body() }
        return error?.code
    }

    @Test("a missing object is NoSuchKey to get, and NotFound to head, which has no body")
    func missing() async throws {
        #expect(
            await code { _ = try await client.getObject(bucket: bucket, key: "none") } == .service("NoSuchKey"))
        #expect(
            await code { _ = try await client.headObject(bucket: bucket, key: "none") } == .service("NotFound"))
    }

    @Test("a missing bucket is NoSuchBucket")
    func missingBucket() async throws {
        #expect(
            await code { try await client.putObject(bucket: "nothing", key: "k", body: [1]) }
                == .service("NoSuchBucket"))
    }

    @Test("an object over the size that was asked for is refused")
    func tooLarge() async throws {
        try await client.putObject(bucket: bucket, key: "k", body: Array(repeating: 7, count: 1001))
        #expect(
            await code { _ = try await client.getObject(bucket: bucket, key: "k", maximumSize: 1000) }
                == .transport(.bodyTooLarge))
    }

    @Test("names that would change the host or path are refused")
    func bucketNames() async throws {
        let names = [
            "", "ab", "Bucket", "a/b/c", "-abc", "abc.", "a..b", "a@evil.com", String(repeating: "a", count: 64),
        ]
        for name in names {
            #expect(await code { try await client.putObject(bucket: name, key: "k", body: []) } == .configuration)
        }
    }

    @Test("keys have 1 to 1024 bytes")
    func keyLengths() async throws {
        for key in ["", String(repeating: "é", count: 513)] {
            #expect(await code { try await client.putObject(bucket: bucket, key: key, body: []) } == .configuration)
        }
    }

    @Test("a URL lives a second to a week")
    func expiry() async throws {
        for seconds in [0, 604_801] {
            #expect(
                await code { _ = try await client.presignedURL(bucket: bucket, key: "k", expires: seconds) }
                    == .configuration)
        }
    }
}
