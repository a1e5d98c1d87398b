import AWSCore
import Testing
import WireFormats

@testable import AWSServices

struct S3LocationTests {
    private func url(_ bucket: String, _ key: String, _ environment: [String: String] = [:]) throws -> String {
        let configuration = try AWSConfiguration(environment: ["AWS_REGION": "eu-west-1"].merging(environment) { $1 })
        let location = try S3Location(bucket: bucket, key: key, endpoint: configuration.endpoint(for: .s3))
        return location.endpoint.url + location.path
    }

    @Test("AWS's own endpoint has the bucket in the host name")
    func virtualHosted() throws {
        #expect(try url("my-bucket", "a/b c+d") == "https://my-bucket.s3.eu-west-1.amazonaws.com/a/b%20c%2Bd")
    }

    @Test("a name with dots goes into the path, for the certificate's sake")
    func dots() throws {
        #expect(try url("my.bucket", "k") == "https://s3.eu-west-1.amazonaws.com/my.bucket/k")
    }

    @Test("an endpoint that was set has the bucket in the path")
    func custom() throws {
        #expect(
            try url("my-bucket", "k", ["AWS_ENDPOINT_URL_S3": "http://127.0.0.1:9000/s3/"])
                == "http://127.0.0.1:9000/s3/my-bucket/k")
    }

    @Test("a bucket itself has no slash behind its name")
    func bucket() throws {
        let own = try AWSConfiguration(environment: ["AWS_REGION": "eu-west-1"]).endpoint(for: .s3)
        let location = try S3Location(bucket: "my-bucket", endpoint: own)
        #expect(location.endpoint.url + location.path == "https://my-bucket.s3.eu-west-1.amazonaws.com/")
        #expect(try S3Location(bucket: "my.bucket", endpoint: own).path == "/my.bucket")
    }
}
