import AWSCore
import AWSServices
import Foundation
import HTTPTransport
import TestSupport
import Testing
import WireFormats

/// Against moto's S3, which boto3 fills.
@Suite(.serialized, .timeLimit(.minutes(10)))
struct S3ListTests {
    private let cloud: Cloud
    private let client: S3Client
    private let bucket = "bucket-\(UUID().uuidString.lowercased())"

    init() async throws {
        cloud = try await Cloud()
        client = try S3Client(cloud.context)
        _ = try await AWSClient(service: .s3, context: cloud.context)
            .send(AWSRequest(method: "PUT", path: "/\(bucket)"))
    }

    @Test("any key comes back as it was, with what S3 knows of the object")
    func keys() async throws {
        let keys = S3ClientTests.keys + ["<&>\"'", "a\u{1}b", "100%", "+", " "]
        var stored: [String: S3ObjectHead] = [:]
        for key in keys {
            stored[key] = try await client.putObject(bucket: bucket, key: key, body: Array(key.utf8))
        }
        let page = try await client.listObjects(bucket: bucket)
        #expect(Set(page.objects.map(\.key)) == Set(keys))
        #expect(page.nextContinuationToken == nil)
        for object in page.objects {
            #expect(object.size == object.key.utf8.count)
            #expect(object.eTag != nil && object.eTag == stored[object.key]?.eTag)
            #expect(SystemClock.now() - (try #require(object.lastModified)) < .seconds(120))
        }
    }

    @Test("a prefix is taken byte by byte, whatever is in it", arguments: ["a b/", "x+y&z=", "漢", "100%", "none"])
    func prefix(_ prefix: String) async throws {
        for key in ["a b/1", "a b/2", "a+b/3", "x+y&z=", "漢字", "100%25", "100%"] {
            try await client.putObject(bucket: bucket, key: key, body: [1])
        }
        let expected = ["a b/": ["a b/1", "a b/2"], "x+y&z=": ["x+y&z="], "漢": ["漢字"], "100%": ["100%", "100%25"]]
        let page = try await client.listObjects(bucket: bucket, prefix: prefix)
        let keys = expected[prefix] ?? []
        #expect(page.objects.map(\.key) == keys)
    }

    @Test("1,100 objects come on two pages")
    func pages() async throws {
        _ = try await cloud.python(
            "for n in range(1100): s3.put_object(Bucket=sys.argv[1], Key=f'dir/é {n:04}', Body=b'x')", [bucket])
        let first = try await client.listObjects(bucket: bucket, prefix: "dir/")
        let second = try await client.listObjects(
            bucket: bucket, prefix: "dir/", continuationToken: first.nextContinuationToken)
        #expect(first.nextContinuationToken != nil)
        #expect(first.objects.count == 1000)
        #expect(second.nextContinuationToken == nil)
        let keys = (first.objects + second.objects).map(\.key)
        let expected = (0..<1100).map { "dir/é " + String(10_000 + $0).dropFirst() }
        #expect(keys == expected)
    }

    @Test("a page may be short, and three of them are everything")
    func shortPages() async throws {
        for key in ["a", "b", "c", "d", "e"] { try await client.putObject(bucket: bucket, key: key, body: []) }
        var keys: [[String]] = []
        var token: String?
        repeat {
            let page = try await client.listObjects(bucket: bucket, continuationToken: token, maximumKeys: 2)
            keys.append(page.objects.map(\.key))
            token = page.nextContinuationToken
        } while token != nil
        #expect(keys == [["a", "b"], ["c", "d"], ["e"]])
    }

    private func failure(_ body: () async throws -> Void) async -> AWSError.Code? {
        let error = await #expect(throws: AWSError.self) { try await body() }
        return error?.code
    }

    @Test("a missing bucket is NoSuchBucket, and a name that cannot be one is refused")
    func buckets() async throws {
        #expect(await failure { _ = try await client.listObjects(bucket: "nothing-here") } == .service("NoSuchBucket"))
        #expect(await failure { _ = try await client.listObjects(bucket: "a/b/c") } == .configuration)
    }

    private static func list(_ inside: String, truncated: String = "<IsTruncated>false</IsTruncated>") -> String {
        "<ListBucketResult>\(truncated)\(inside)</ListBucketResult>"
    }

    private func scripted(_ body: String) async throws -> (page: S3ObjectPage?, code: AWSError.Code?) {
        let server = try ScriptedServer { _ in ScriptedResponse(text: body) }
        let context = try Cloud.context(
            environment: MotoServer.environment.merging(["AWS_ENDPOINT_URL_S3": server.url]) { $1 },
            transport: cloud.transport, loop: CurlEventLoop())
        do {
            return (try await S3Client(context).listObjects(bucket: "bucket", prefix: "p q"), nil)
        } catch {
            #expect(
                server.requests.map(\.target) == ["/bucket?encoding-type=url&list-type=2&max-keys=1000&prefix=p%20q"])
            return (nil, error.code)
        }
    }

    @Test("keys are as they stand where a server knows no encoding")
    func verbatim() async throws {
        let answer = try await scripted(Self.list("<Contents><Key>a%20&amp;+b</Key><Size>0</Size></Contents>"))
        #expect(answer.page == S3ObjectPage(objects: [S3ObjectPage.Object(key: "a%20&+b", size: 0)]))
    }

    @Test("as S3 encodes it, a plus is a space")
    func plus() async throws {
        let answer = try await scripted(
            Self.list(
                "<EncodingType>url</EncodingType><Contents><Key>a+b%2Bc%2F%C3%A9%0A</Key><Size>7</Size></Contents>"))
        #expect(answer.page?.objects.map(\.key) == ["a b+c/é\n"])
    }

    @Test(
        "what is not S3's list is refused",
        arguments: [
            "", "{}", "<html>", "<html></html>", "<ListBucketResult>", list("", truncated: ""),
            list("", truncated: "<IsTruncated>maybe</IsTruncated>"),
            list("", truncated: "<IsTruncated>true</IsTruncated>"),
            list("<Contents><Size>1</Size></Contents>"), list("<Contents><Key>a</Key></Contents>"),
            list("<Contents><Key>a</Key><Size>-1</Size></Contents>"),
            list("<Contents><Key>a</Key><Size>x</Size></Contents>"),
            list("<Contents><Key></Key><Size>1</Size></Contents>"),
            list("<EncodingType>url</EncodingType><Contents><Key>%FF</Key><Size>1</Size></Contents>"),
            list("<Contents><Key>a</Key><Size>1</Size></Contents>") + "<again/>",
        ])
    func malformed(_ body: String) async throws {
        #expect(try await scripted(body).code == .invalidResponse)
    }
}
