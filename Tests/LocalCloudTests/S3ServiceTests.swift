import TestSupport
import Testing
import WireFormats

@testable import LocalCloud

/// boto3 is the client; curl follows the links.
@Suite("S3")
struct S3ServiceTests {
    private func options() throws -> LocalCloud.Options {
        LocalCloud.Options(function: try CloudUnderTest.fixture(), buckets: ["downloads"])
    }

    private func curl(_ url: String, _ arguments: [String] = []) async throws -> String {
        try await ChildProcess.run(
            "/usr/bin/env", ["curl", "--silent", "--max-time", "20", "--write-out", " %{http_code}", url] + arguments)
    }

    @Test("keeps an object and gives it back, bytes, type and tag")
    func roundTrip() async throws {
        let answer = try await CloudUnderTest.with(options()) { cloud in
            try await CloudUnderTest.boto3(
                """
                key = "a folder/ü+&=.csv"
                put = s3.put_object(Bucket="downloads", Key=key, Body="1,ü\\r\\n".encode(), ContentType="text/csv",
                                    Metadata={"rows": "1"})
                got = s3.get_object(Bucket="downloads", Key=key)
                head = s3.head_object(Bucket="downloads", Key=key)
                print(json.dumps([got["Body"].read().decode(), got["ContentType"], got["Metadata"],
                                  put["ETag"] == got["ETag"] == head["ETag"], head["ContentLength"]]))
                """, cloud)
        }
        #expect(answer == ["1,ü\r\n", "text/csv", ["rows": "1"], true, 6])
    }

    @Test("deletes an object, and one that is not there as well")
    func deletion() async throws {
        let answer = try await CloudUnderTest.with(options()) { cloud in
            try await CloudUnderTest.boto3(
                """
                s3.put_object(Bucket="downloads", Key="part", Body=b"1")
                statuses = [s3.delete_object(Bucket="downloads", Key="part")["ResponseMetadata"]["HTTPStatusCode"]
                            for _ in range(2)]
                print(json.dumps([statuses, error(s3.get_object, Bucket="downloads", Key="part")]))
                """, cloud)
        }
        #expect(answer == [[204, 204], [404, "NoSuchKey"]])
    }

    @Test("refuses in S3's words what S3 refuses")
    func refusals() async throws {
        let errors = try await CloudUnderTest.with(options()) { cloud in
            try await CloudUnderTest.boto3(
                """
                s3.put_object(Bucket="downloads", Key="there", Body=b"")
                print(json.dumps([
                    error(s3.get_object, Bucket="downloads", Key="missing"),
                    error(s3.head_object, Bucket="downloads", Key="missing"),
                    error(s3.get_object, Bucket="another", Key="missing"),
                    error(s3.put_object, Bucket="downloads", Key="there", Body=b"", IfNoneMatch="*"),
                    error(s3.list_objects_v2, Bucket="downloads")]))
                """, cloud)
        }
        #expect(
            errors == [
                [404, "NoSuchKey"], [404, "404"], [404, "NoSuchBucket"], [412, "PreconditionFailed"],
                [501, "NotImplemented"],
            ])
    }

    @Test("refuses a wrong secret")
    func wrongSecret() async throws {
        let error = try await CloudUnderTest.with(options()) { cloud in
            try await CloudUnderTest.boto3(
                #"print(json.dumps(error(s3.get_object, Bucket="downloads", Key="x")))"#, cloud,
                ["AWS_SECRET_ACCESS_KEY": "wrong"])
        }
        #expect(error == [403, "SignatureDoesNotMatch"])
    }

    @Test("serves a presigned link to anybody, until it expires or is changed")
    func presigned() async throws {
        try await CloudUnderTest.with(options()) { cloud in
            let links = try await CloudUnderTest.boto3(
                """
                from botocore.config import Config
                s3 = boto3.client("s3", config=Config(signature_version="s3v4", s3={"addressing_style": "path"}))
                s3.put_object(Bucket="downloads", Key="all.csv", Body=b"rows", ContentType="text/csv")
                sign = lambda seconds: s3.generate_presigned_url(
                    "get_object", ExpiresIn=seconds, Params={"Bucket": "downloads", "Key": "all.csv"})
                print(json.dumps([sign(600), sign(1)]))
                """, cloud)
            let good = try #require(links[0]?.string)
            #expect(try await curl(good) == "rows 200")
            let changed = try await curl(good.replacing("all.csv", with: "other.csv"))
            #expect(changed.contains("<Code>SignatureDoesNotMatch</Code>"))
            try await Task.sleep(for: .milliseconds(2100))
            let expired = try await curl(try #require(links[1]?.string))
            #expect(expired.contains("<Message>Request has expired</Message>"))
            #expect(expired.hasSuffix(" 403"))
        }
    }

    @Test("refuses a request without any signature")
    func unsigned() async throws {
        let answer = try await CloudUnderTest.with(options()) { cloud in try await curl("\(cloud.s3)/downloads/x") }
        #expect(answer.contains("<Code>AccessDenied</Code>"))
    }
}
