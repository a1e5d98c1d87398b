import Testing

@testable import AWSCore

struct ProfileFileTests {
    private static let text = """
        ; comment
        # comment
        ignored = before any section
        [default]
        region = eu-west-1   # trailing comment
        aws_secret_access_key=a#b;c=d==
        Output =
        [ profile  "two words" ]
        region=us-east-1
        s3 =
          max_concurrent_requests = 20
          addressing_style = path ; why not
        after = nested
        [services local]
        dynamodb =
          endpoint_url = http://localhost:8000
        bedrock_agent_runtime =
        \tendpoint_url = http://localhost:9000
        this line makes no sense
        [default]
        output = json
        """

    private let file = ProfileFile(parsing: text)

    @Test("settings, comments, repeated sections and values with marks in them")
    func settings() {
        #expect(
            file.configProfile("default")?.settings
                == ["region": "eu-west-1", "aws_secret_access_key": "a#b;c=d==", "output": "json"])
    }

    @Test("settings below a setting are kept apart")
    func nested() {
        #expect(
            file.configProfile("two words")
                == ProfileFile.Section(
                    settings: ["region": "us-east-1", "s3": "", "after": "nested"],
                    nested: ["s3": ["max_concurrent_requests": "20", "addressing_style": "path"]]))
    }

    @Test("a services section has its endpoints")
    func services() {
        #expect(
            file.sections["services local"]?.nested == [
                "dynamodb": ["endpoint_url": "http://localhost:8000"],
                "bedrock_agent_runtime": ["endpoint_url": "http://localhost:9000"],
            ])
    }

    @Test("windows line ends do no harm")
    func carriageReturns() {
        #expect(ProfileFile(parsing: "[a]\r\nx = 1\r\n").sections == ["a": ProfileFile.Section(settings: ["x": "1"])])
    }

    @Test("a profile of a config file needs the word profile, one of a credentials file must not have it")
    func naming() {
        let file = ProfileFile(parsing: "[a]\nx=1\n[profile b]\nx=2")
        #expect(file.configProfile("a") == nil)
        #expect(file.configProfile("b")?.settings == ["x": "2"])
        #expect(file.credentialsProfile("a")?.settings == ["x": "1"])
        #expect(file.credentialsProfile("b") == nil)
    }
}
