import AWSCore
import TestSupport
import Testing
import WireFormats

@testable import LocalCloud

/// boto3 is the client.
@Suite("Lambda's Invoke")
struct LambdaServiceTests {
    @Test("answers a synchronous invocation with the function's answer, or its error marked as one")
    func synchronous() async throws {
        let options = LocalCloud.Options(function: try CloudUnderTest.fixture())
        let answers = try await CloudUnderTest.with(options) { cloud in
            try await CloudUnderTest.boto3(
                """
                good = awslambda.invoke(FunctionName="colloquy", Payload=b'{"a": 1}')
                bad = awslambda.invoke(FunctionName="arn:aws:lambda:us-east-1:123456789012:function:colloquy",
                                       Payload=b'{"do": "fail"}')
                empty = awslambda.invoke(FunctionName="colloquy:$LATEST")
                print(json.dumps([
                    [good["StatusCode"], good.get("FunctionError"), json.load(good["Payload"])["event"]],
                    [bad["StatusCode"], bad.get("FunctionError"), json.load(bad["Payload"])["errorType"]],
                    json.load(empty["Payload"])["event"]]))
                """, cloud)
        }
        #expect(answers == [[200, nil, ["a": 1]], [200, "Unhandled", "FixtureError"], [:]])
    }

    @Test("takes an event at once, and delivers it three times when the function fails")
    func asynchronous() async throws {
        let options = LocalCloud.Options(
            function: try CloudUnderTest.fixture(), eventRetryDelays: [.milliseconds(10), .milliseconds(20)])
        let lines = CloudUnderTest.Lines()
        try await CloudUnderTest.with(options, lines: lines) { cloud in
            let status = try await CloudUnderTest.boto3(
                """
                print(awslambda.invoke(FunctionName="colloquy", InvocationType="Event", Payload=b'{"do": "fail"}')["StatusCode"])
                """, cloud)
            #expect(status == 202)
            try await lines.wait(for: "handling", count: 3)
            try await Task.sleep(for: .milliseconds(200))
            #expect(lines.all.count { $0.contains("handling") } == 3)
        }
    }

    @Test("answers a dry run with 204 and invokes nothing")
    func dryRun() async throws {
        let lines = CloudUnderTest.Lines()
        let options = LocalCloud.Options(function: try CloudUnderTest.fixture())
        let status = try await CloudUnderTest.with(options, lines: lines) { cloud in
            try await CloudUnderTest.boto3(
                #"print(awslambda.invoke(FunctionName="colloquy", InvocationType="DryRun")["StatusCode"])"#, cloud)
        }
        #expect(status == 204)
        #expect(lines.all.filter { $0.contains("handling") }.isEmpty)
    }

    @Test("knows versions and aliases, in the name or beside it, and tells the function which one was invoked")
    func qualifiers() async throws {
        var function = try CloudUnderTest.fixture()
        function.aliases = ["live": "7"]
        let answers = try await CloudUnderTest.with(LocalCloud.Options(function: function)) { cloud in
            try await CloudUnderTest.boto3(
                """
                def invoke(**arguments):
                    answer = awslambda.invoke(**arguments)
                    return [answer["ExecutedVersion"], json.load(answer["Payload"])["functionARN"].split(":", 6)[6]]
                arn = "arn:aws:lambda:us-east-1:123456789012:function:colloquy"
                print(json.dumps([
                    invoke(FunctionName="colloquy"), invoke(FunctionName="colloquy:live"),
                    invoke(FunctionName="colloquy", Qualifier="live"), invoke(FunctionName=arn + ":7"),
                    invoke(FunctionName="123456789012:function:colloquy", Qualifier="7"),
                    invoke(FunctionName="colloquy:live", Qualifier="live"),
                    invoke(FunctionName="colloquy", Qualifier="$LATEST")]))
                """, cloud)
        }
        #expect(
            answers == [
                ["$LATEST", "colloquy"], ["7", "colloquy:live"], ["7", "colloquy:live"], ["7", "colloquy:7"],
                ["7", "colloquy:7"], ["7", "colloquy:live"], ["$LATEST", "colloquy:$LATEST"],
            ])
    }

    @Test("refuses a version or alias that there is not, and two that differ, as Lambda does")
    func unknownQualifiers() async throws {
        var function = try CloudUnderTest.fixture()
        function.aliases = ["live": "7"]
        let errors = try await CloudUnderTest.with(LocalCloud.Options(function: function)) { cloud in
            try await CloudUnderTest.boto3(
                """
                def error(**arguments):
                    try:
                        awslambda.invoke(**arguments)
                    except ClientError as error:
                        return [error.response["Error"]["Code"], error.response["Error"]["Message"]]
                print(json.dumps([
                    error(FunctionName="colloquy", Qualifier="99"), error(FunctionName="colloquy:test"),
                    error(FunctionName="colloquy:live", Qualifier="7")]))
                """, cloud)
        }
        let arn = "arn:aws:lambda:us-east-1:123456789012:function:colloquy"
        #expect(
            errors == [
                ["ResourceNotFoundException", .string("Function not found: \(arn):99")],
                ["ResourceNotFoundException", .string("Function not found: \(arn):test")],
                [
                    "InvalidParameterValueException",
                    "The derived qualifier from the function name does not match the specified qualifier.",
                ],
            ])
    }

    @Test("refuses in Lambda's words what Lambda refuses")
    func refusals() async throws {
        let options = LocalCloud.Options(function: try CloudUnderTest.fixture())
        let errors = try await CloudUnderTest.with(options) { cloud in
            try await CloudUnderTest.boto3(
                """
                invoke = awslambda.invoke
                print(json.dumps([
                    error(invoke, FunctionName="another"),
                    error(invoke, FunctionName="colloquy", Payload=b"{"),
                    error(invoke, FunctionName="colloquy", ClientContext="?"),
                    error(invoke, FunctionName="colloquy", InvocationType="Event", Payload=b'"' + b"x" * 1048576 + b'"'),
                    error(invoke, FunctionName="colloquy", Payload=b'"' + b"x" * 6291456 + b'"'),
                    error(invoke, FunctionName="colloquy", InvocationType="Sometimes")]))
                """, cloud)
        }
        #expect(
            errors == [
                [404, "ResourceNotFoundException"], [400, "InvalidRequestContentException"],
                [400, "InvalidRequestContentException"], [413, "RequestEntityTooLargeException"],
                [413, "RequestEntityTooLargeException"], [400, "InvalidParameterValueException"],
            ])
    }

    @Test(
        "refuses a signature that is not the function's",
        arguments: [
            (["AWS_SECRET_ACCESS_KEY": "wrong"], "InvalidSignatureException"),
            (["AWS_ACCESS_KEY_ID": "AKIASTRANGER"], "UnrecognizedClientException"),
            (["AWS_SESSION_TOKEN": "stale"], "UnrecognizedClientException"),
            (["AWS_DEFAULT_REGION": "eu-central-1", "AWS_REGION": "eu-central-1"], "InvalidSignatureException"),
        ])
    func signatures(changes: [String: String], code: String) async throws {
        let options = LocalCloud.Options(function: try CloudUnderTest.fixture())
        let error = try await CloudUnderTest.with(options) { cloud in
            try await CloudUnderTest.boto3(
                #"print(json.dumps(error(awslambda.invoke, FunctionName="colloquy")))"#, cloud, changes)
        }
        #expect(error == [403, .string(code)])
    }
}
