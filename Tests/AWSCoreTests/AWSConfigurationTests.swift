import AWSCore
import Foundation
import TestSupport
import Testing
import WireFormats

struct AWSConfigurationTests {
    private func endpoint(_ environment: [String: String], _ service: AWSService = .dynamoDB) throws -> String {
        let environment = ["AWS_REGION": "eu-west-1"].merging(environment) { $1 }
        return try AWSConfiguration(environment: environment).endpoint(for: service).url
    }

    private func message(_ environment: [String: String]) -> String? {
        do throws(AWSError) {
            _ = try AWSConfiguration(environment: environment).endpoint(for: .dynamoDB)
            return nil
        } catch {
            return error.code == .configuration ? error.message : nil
        }
    }

    @Test("AWS_REGION goes before AWS_DEFAULT_REGION, and both before the profile")
    func region() throws {
        let folder = try TemporaryDirectory()
        let file = folder.path + "/config"
        try Data("[profile p]\nregion = ap-south-1".utf8).write(to: URL(filePath: file))
        var environment = [
            "AWS_CONFIG_FILE": file, "AWS_PROFILE": "p", "AWS_DEFAULT_REGION": "eu-north-1", "AWS_REGION": "us-west-2",
        ]
        #expect(try AWSConfiguration(environment: environment).region == "us-west-2")
        environment["AWS_REGION"] = ""
        #expect(try AWSConfiguration(environment: environment).region == "eu-north-1")
        environment["AWS_DEFAULT_REGION"] = nil
        #expect(try AWSConfiguration(environment: environment).region == "ap-south-1")
        #expect(try AWSConfiguration(environment: [:]).region == nil)
    }

    @Test("an endpoint for the service goes before one for all")
    func endpointOrder() throws {
        let both = ["AWS_ENDPOINT_URL": "http://all:1/", "AWS_ENDPOINT_URL_DYNAMODB": "http://one:2/base/"]
        #expect(try endpoint(both) == "http://one:2/base")
        #expect(try endpoint(both, .lambda) == "http://all:1")
    }

    @Test("a profile's endpoints come after the environment's")
    func profileEndpoints() throws {
        let folder = try TemporaryDirectory()
        let file = folder.path + "/config"
        let text = """
            [default]
            services = s
            endpoint_url = http://profile:1
            [services s]
            dynamodb =
              endpoint_url = http://service:2
            """
        try Data(text.utf8).write(to: URL(filePath: file))
        #expect(try endpoint(["AWS_CONFIG_FILE": file]) == "http://service:2")
        #expect(try endpoint(["AWS_CONFIG_FILE": file], .lambda) == "http://profile:1")
        #expect(try endpoint(["AWS_CONFIG_FILE": file, "AWS_ENDPOINT_URL": "http://all:3"]) == "http://all:3")
    }

    @Test("configured endpoints can be ignored")
    func ignored() throws {
        #expect(
            try endpoint(["AWS_ENDPOINT_URL": "http://all:1", "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "TRUE"])
                == "https://dynamodb.eu-west-1.amazonaws.com")
    }

    @Test(
        "a wrong value is named by its variable",
        arguments: [
            ([:], "AWS_REGION is not set"),
            (["AWS_REGION": "evil.com/"], "AWS_REGION must be a region such as us-east-1"),
            (["AWS_REGION": "-x"], "AWS_REGION must be a region such as us-east-1"),
            (
                ["AWS_REGION": "r", "AWS_ENDPOINT_URL": "localhost:8000"],
                "AWS_ENDPOINT_URL must be an http or https URL without a query"
            ),
            (
                ["AWS_REGION": "r", "AWS_ENDPOINT_URL_DYNAMODB": "http://h/?x"],
                "AWS_ENDPOINT_URL_DYNAMODB must be an http or https URL without a query"
            ),
            (["AWS_REGION": "r", "AWS_USE_FIPS_ENDPOINT": "yes"], "AWS_USE_FIPS_ENDPOINT must be true or false"),
        ] as [([String: String], String)])
    func wrongValues(_ environment: [String: String], _ expected: String) {
        #expect(message(environment) == expected)
    }

    @Test("AWS's own endpoints are those that botocore finds")
    func standardEndpoints() async throws {
        let regions = ["us-east-1", "eu-west-1", "cn-north-1", "us-gov-west-1"]
        let services: [(String, AWSService)] = [
            ("dynamodb", .dynamoDB), ("lambda", .lambda), ("s3", .s3), ("sts", .sts),
        ]
        let script = """
            import os, sys
            for name in [name for name in os.environ if name.startswith('AWS_')]: del os.environ[name]
            os.environ['AWS_STS_REGIONAL_ENDPOINTS'] = 'regional'
            import boto3, botocore.config as c
            os.environ['AWS_S3_US_EAST_1_REGIONAL_ENDPOINT'] = 'regional'
            for region in sys.argv[1].split(','):
                for service in sys.argv[2].split(','):
                    for fips in (False, True):
                        for dual in (False, True):
                            config = c.Config(use_fips_endpoint=fips, use_dualstack_endpoint=dual)
                            try:
                                client = boto3.client(service, region_name=region, config=config,
                                    aws_access_key_id='a', aws_secret_access_key='b')
                                print(service, region, fips, dual, client.meta.endpoint_url)
                            except Exception as error:
                                print(service, region, fips, dual, type(error).__name__)
            """
        let output = try await Python.run(
            script, [regions.joined(separator: ","), services.map(\.0).joined(separator: ",")],
            environment: ["HOME": "/nonexistent"])
        // There are no FIPS endpoints in China, whatever botocore makes up.
        let expected = output.split(separator: "\n").map(String.init).filter {
            $0.contains("https://") && !$0.contains(" cn-north-1 True ")
        }
        #expect(expected.count > 50)
        for line in expected {
            let words = line.split(separator: " ").map(String.init)
            guard let service = services.first(where: { $0.0 == words[0] })?.1 else { continue }
            let url = try AWSConfiguration(environment: [
                "AWS_REGION": words[1], "AWS_USE_FIPS_ENDPOINT": words[2].lowercased(),
                "AWS_USE_DUALSTACK_ENDPOINT": words[3].lowercased(),
            ]).endpoint(for: service).url
            #expect(words[0...3].joined(separator: " ") + " " + url == line)
        }
    }
}
