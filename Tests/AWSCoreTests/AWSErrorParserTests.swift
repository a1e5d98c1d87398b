import HTTPTransport
import Testing
import WireFormats

@testable import AWSCore

struct AWSErrorParserTests {
    /// What a test compares of an error.
    struct Summary: Equatable {
        var code: String?
        var message: String
        var requestID: String?
        var isRetryable = false
        var isThrottling = false
        var mayHaveTakenEffect = false
    }

    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var status = 400
        var headers: HTTPHeaders = [:]
        var body: String
        var expected: Summary
    }

    private static func summary(_ testCase: Case, _ format: AWSService.ErrorFormat) -> Summary {
        let error = AWSErrorParser.parse(
            HTTPResponse(status: testCase.status, headers: testCase.headers, body: Array(testCase.body.utf8)), format)
        return Summary(
            code: error.serviceCode, message: error.message, requestID: error.requestID,
            isRetryable: error.isRetryable, isThrottling: error.isThrottling,
            mayHaveTakenEffect: error.mayHaveTakenEffect)
    }

    static let jsonCases = [
        Case(
            testDescription: "__type with a namespace", headers: ["x-amzn-RequestId": "r-1"],
            body: #"{"__type":"com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException","message":"no"}"#,
            expected: Summary(code: "ConditionalCheckFailedException", message: "no", requestID: "r-1")),
        Case(
            testDescription: "__type with a namespace and a URI",
            body: #"{"__type":"aws.protocoltests#FooError:http://example.com/x","Message":"m"}"#,
            expected: Summary(code: "FooError", message: "m")),
        Case(
            testDescription: "bare __type", body: #"{"__type":"FooError"}"#,
            expected: Summary(code: "FooError", message: "status 400")),
        Case(
            testDescription: "code in the body", body: #"{"code":"FooError","message":"m"}"#,
            expected: Summary(code: "FooError", message: "m")),
        Case(
            testDescription: "the header wins, with a URI",
            headers: ["X-Amzn-Errortype": "ValidationException:http://internal.amazon.com/coral/"],
            body: #"{"__type":"Other","message":"m"}"#, expected: Summary(code: "ValidationException", message: "m")),
        Case(
            testDescription: "the header with a namespace", headers: ["x-amzn-errortype": "a.b#FooError"], body: "{}",
            expected: Summary(code: "FooError", message: "status 400")),
        Case(
            testDescription: "throttling by its code",
            body: #"{"__type":"x#ProvisionedThroughputExceededException","message":"slow"}"#,
            expected: Summary(
                code: "ProvisionedThroughputExceededException", message: "slow", isRetryable: true, isThrottling: true)),
        Case(
            testDescription: "throttling by its status", status: 429, body: "",
            expected: Summary(
                code: "TooManyRequests", message: "status 429", isRetryable: true, isThrottling: true)),
        Case(
            testDescription: "a server error", status: 500, body: #"{"__type":"InternalServerError","message":"oops"}"#,
            expected: Summary(
                code: "InternalServerError", message: "oops", isRetryable: true, mayHaveTakenEffect: true)),
        Case(
            testDescription: "a throttled server", status: 503, body: #"{"__type":"ThrottlingException"}"#,
            expected: Summary(
                code: "ThrottlingException", message: "status 503", isRetryable: true, isThrottling: true)),
        Case(
            testDescription: "a proxy's page", status: 502, body: "<html>Bad Gateway</html>",
            expected: Summary(code: "HTTP502", message: "status 502", isRetryable: true, mayHaveTakenEffect: true)),
        Case(
            testDescription: "501 is not tried again", status: 501, body: "",
            expected: Summary(code: "HTTP501", message: "status 501", mayHaveTakenEffect: true)),
        Case(
            testDescription: "JSON that is no object", body: "[1]",
            expected: Summary(code: "BadRequest", message: "status 400")),
        Case(
            testDescription: "members of wrong types", body: #"{"__type":1,"message":{}}"#,
            expected: Summary(code: "BadRequest", message: "status 400")),
        Case(
            testDescription: "a request that timed out on the way", body: #"{"__type":"RequestTimeoutException"}"#,
            expected: Summary(code: "RequestTimeoutException", message: "status 400", isRetryable: true)),
    ]

    @Test("errors of JSON protocols", arguments: jsonCases)
    func json(_ testCase: Case) {
        #expect(Self.summary(testCase, .json) == testCase.expected)
    }

    static let xmlCases = [
        Case(
            testDescription: "S3", status: 404,
            body: """
                <?xml version="1.0" encoding="UTF-8"?>
                <Error><Code>NoSuchKey</Code><Message>The &lt;key&gt; &amp; &#x41;&#66; &bogus; & more</Message>\
                <Key>k</Key><RequestId>R1</RequestId></Error>
                """,
            expected: Summary(code: "NoSuchKey", message: "The <key> & AB &bogus; & more", requestID: "R1")),
        Case(
            testDescription: "the query protocol", status: 403,
            body: """
                <ErrorResponse xmlns="https://sts.amazonaws.com/"><Error><Type>Sender</Type><Code>AccessDenied</Code>\
                <Message>no</Message></Error><RequestId>R2</RequestId></ErrorResponse>
                """,
            expected: Summary(code: "AccessDenied", message: "no", requestID: "R2")),
        Case(
            testDescription: "HEAD has no body", status: 404, headers: ["x-amz-request-id": "R3"], body: "",
            expected: Summary(code: "NotFound", message: "status 404", requestID: "R3")),
        Case(
            testDescription: "SlowDown", status: 503, body: "<Error><Code>SlowDown</Code></Error>",
            expected: Summary(code: "SlowDown", message: "status 503", isRetryable: true, isThrottling: true)),
        Case(
            testDescription: "an element that does not end", status: 400, body: "<Error><Code>Oops",
            expected: Summary(code: "BadRequest", message: "status 400")),
    ]

    @Test("errors in XML", arguments: xmlCases)
    func xml(_ testCase: Case) {
        #expect(Self.summary(testCase, .xml) == testCase.expected)
    }

    @Test("the body of a JSON error stays at hand")
    func body() {
        let text = #"{"__type":"TransactionCanceledException","CancellationReasons":[{"Code":"None"}]}"#
        let error = AWSErrorParser.parse(HTTPResponse(status: 400, body: Array(text.utf8)), .json)
        #expect(error.body?["CancellationReasons"]?[0]?["Code"] == "None")
        #expect(error.description == "TransactionCanceledException: status 400 (status 400)")
    }
}
