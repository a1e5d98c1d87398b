import HTTPTransport
import Testing
import WireFormats

@testable import LambdaRuntime

struct InvocationTests {
    private let headers: HTTPHeaders = [
        "Lambda-Runtime-Aws-Request-Id": "r1",
        "Lambda-Runtime-Deadline-Ms": "1790000000123",
        "Lambda-Runtime-Invoked-Function-Arn": "arn:f",
    ]

    private func parse(_ changes: [String: String?]) throws(Invocation.ParseError) -> Invocation {
        var headers = headers
        for (name, value) in changes { headers[name] = value }
        return try Invocation(HTTPResponse(status: 200, headers: headers, body: [1, 2]))
    }

    @Test("the headers that are always there are enough")
    func minimal() throws {
        let invocation = try parse([:])
        #expect(invocation.requestID == "r1")
        #expect(invocation.deadline == Timestamp(microseconds: 1_790_000_000_123_000))
        #expect(invocation.invokedFunctionARN == "arn:f")
        #expect(invocation.event == [1, 2])
        #expect(invocation.traceID == nil)
        #expect(invocation.tenantID == nil)
        #expect(invocation.invocationID == nil)
        #expect(invocation.clientContext == nil)
        #expect(invocation.cognitoIdentity == nil)
    }

    @Test("trace, tenant, invocation id, client context and Cognito identity are read")
    func complete() throws {
        let invocation = try parse([
            "lambda-runtime-trace-id": "Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700;Sampled=1",
            "Lambda-Runtime-Aws-Tenant-Id": "t1",
            "Lambda-Runtime-Invocation-Id": "i1",
            "Lambda-Runtime-Client-Context": #"{"custom":{"k":"é"}}"#,
            "Lambda-Runtime-Cognito-Identity": #"{"cognitoIdentityId":"id","cognitoIdentityPoolId":"pool"}"#,
        ])
        #expect(invocation.traceID == "Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700;Sampled=1")
        #expect(invocation.tenantID == "t1")
        #expect(invocation.address == Invocation.Address(requestID: "r1", invocationID: "i1"))
        #expect(invocation.clientContext == ["custom": ["k": "é"]])
        #expect(invocation.cognitoIdentity == CognitoIdentity(identityID: "id", identityPoolID: "pool"))
    }

    @Test(
        "an empty header counts as absent",
        arguments: [
            "Lambda-Runtime-Client-Context", "Lambda-Runtime-Cognito-Identity", "Lambda-Runtime-Trace-Id",
        ])
    func emptyHeader(name: String) throws {
        let invocation = try parse([name: ""])
        #expect(invocation.clientContext == nil)
        #expect(invocation.cognitoIdentity == nil)
        #expect(invocation.traceID == nil)
    }

    @Test("an identity of nulls is none")
    func nullIdentity() throws {
        let invocation = try parse([
            "Lambda-Runtime-Cognito-Identity": #"{"cognitoIdentityId":null,"cognitoIdentityPoolId":null}"#,
            "Lambda-Runtime-Client-Context": "null",
        ])
        #expect(invocation.cognitoIdentity == nil)
        #expect(invocation.clientContext == nil)
    }

    @Test("without a request id there is nothing to answer", arguments: [nil, ""])
    func noRequestID(value: String?) {
        #expect(throws: Invocation.ParseError.noRequestID) { try parse(["Lambda-Runtime-Aws-Request-Id": value]) }
    }

    @Test(
        "a deadline that is missing or no time makes it malformed",
        arguments: [
            (nil, "Lambda-Runtime-Deadline-Ms is missing"),
            ("soon", "Lambda-Runtime-Deadline-Ms is not a time in milliseconds: soon"),
            ("-1", "Lambda-Runtime-Deadline-Ms is not a time in milliseconds: -1"),
            ("9223372036854775807", "Lambda-Runtime-Deadline-Ms is not a time in milliseconds: 9223372036854775807"),
        ])
    func badDeadline(value: String?, reason: String) {
        #expect(throws: Invocation.ParseError.malformed(.init(requestID: "r1"), reason)) {
            try parse(["Lambda-Runtime-Deadline-Ms": value])
        }
    }

    @Test("a missing function ARN makes it malformed")
    func noARN() {
        #expect(
            throws: Invocation.ParseError.malformed(
                .init(requestID: "r1"), "Lambda-Runtime-Invoked-Function-Arn is missing")
        ) { try parse(["Lambda-Runtime-Invoked-Function-Arn": nil]) }
    }

    @Test("a client context that is not JSON is the caller's fault, and its text is not repeated")
    func badClientContext() {
        #expect(
            throws: Invocation.ParseError.invalidContext(
                .init(requestID: "r1"),
                "Lambda-Runtime-Client-Context is not JSON: unexpected character at byte 0")
        ) { try parse(["Lambda-Runtime-Client-Context": "secret"]) }
    }
}
