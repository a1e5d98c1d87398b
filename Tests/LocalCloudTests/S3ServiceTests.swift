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
            "/usr/bin/env", ["curl", "--silent", "--max-time", "180", "--write-out", " %{http_code}", url] + arguments)
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
                    error(s3.list_objects_v2, Bucket="downloads", Delimiter="/")]))
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

    @Test("lists the objects with a prefix, page by page, in the order of their keys' bytes", arguments: [false, true])
    func listing(onDisk: Bool) async throws {
        let folder = try TemporaryDirectory()
        var options = try options()
        if onDisk { options.objectsDirectory = folder.path }
        let answer = try await CloudUnderTest.with(options) { cloud in
            try await CloudUnderTest.boto3(
                """
                keys = ["s/b", "s/a b+&<>", "s/ü", "s/a", "S/x", "s/a/../c", "s", "t/x", "s/\\x01", "s/😀", "s/\\uffff"]
                for key in keys: s3.put_object(Bucket="downloads", Key=key, Body=key.encode())
                pages = list(s3.get_paginator("list_objects_v2").paginate(
                    Bucket="downloads", Prefix="s/", PaginationConfig={"PageSize": 3}))
                found = [o["Key"] for p in pages for o in p["Contents"]]
                expected = sorted((k for k in keys if k.startswith("s/")), key=lambda k: k.encode())
                first = pages[0]["Contents"][0]
                tag = s3.head_object(Bucket="downloads", Key=first["Key"])
                print(json.dumps([
                    found == expected, [p["KeyCount"] for p in pages], first["Size"] == tag["ContentLength"],
                    first["ETag"] == tag["ETag"], first["LastModified"].replace(microsecond=0) == tag["LastModified"],
                    s3.list_objects_v2(Bucket="downloads", Prefix="none")["KeyCount"],
                    s3.list_objects_v2(Bucket="downloads", MaxKeys=0)["KeyCount"],
                    [o["Key"] for o in s3.list_objects_v2(Bucket="downloads", StartAfter="s/ü")["Contents"]],
                    error(s3.list_objects_v2, Bucket="downloads", ContinuationToken="?"),
                    error(s3.list_objects, Bucket="downloads"),
                    s3.get_object(Bucket="downloads", Key="s/a/../c")["Body"].read().decode()]))
                """, cloud)
        }
        withExtendedLifetime(folder) {}
        #expect(
            answer == [
                true, [3, 3, 2], true, true, true, 0, 0, ["s/\u{FFFF}", "s/😀", "t/x"], [400, "InvalidArgument"],
                [501, "NotImplemented"], "s/a/../c",
            ])
    }
}
