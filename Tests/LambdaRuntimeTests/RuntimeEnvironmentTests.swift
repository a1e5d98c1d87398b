import Testing

@testable import LambdaRuntime

struct RuntimeEnvironmentTests {
    @Test("everything that Lambda sets is read")
    func complete() throws {
        let environment = try RuntimeEnvironment([
            "AWS_LAMBDA_RUNTIME_API": "127.0.0.1:9001", "AWS_LAMBDA_MAX_CONCURRENCY": "8",
            "AWS_LAMBDA_FUNCTION_NAME": "f", "AWS_LAMBDA_FUNCTION_VERSION": "$LATEST",
            "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "512", "AWS_LAMBDA_LOG_GROUP_NAME": "/aws/lambda/f",
            "AWS_LAMBDA_LOG_STREAM_NAME": "2026/11/21/[$LATEST]abc",
        ])
        #expect(environment.apiAddress == "127.0.0.1:9001")
        #expect(environment.maximumConcurrency == 8)
        #expect(environment.function.name == "f")
        #expect(environment.function.version == "$LATEST")
        #expect(environment.function.memorySize == 512)
        #expect(environment.function.logGroup == "/aws/lambda/f")
        #expect(environment.function.logStream == "2026/11/21/[$LATEST]abc")
    }

    @Test("only the Runtime API's address is needed, and one invocation runs at a time")
    func minimal() throws {
        let environment = try RuntimeEnvironment(["AWS_LAMBDA_RUNTIME_API": "[::1]:9001"])
        #expect(environment.maximumConcurrency == 1)
        #expect(environment.function == LambdaFunction([:]))
    }

    @Test(
        "an address that is missing or no host and port is refused",
        arguments: [
            nil, "", "http://127.0.0.1:9001", "host/path", "a b", "host\r\nX: 1",
        ])
    func badAddress(value: String?) {
        let error = #expect(throws: RuntimeError.self) {
            try RuntimeEnvironment(["AWS_LAMBDA_RUNTIME_API": value].compactMapValues { $0 })
        }
        #expect(error?.code == .invalidEnvironment(variable: "AWS_LAMBDA_RUNTIME_API"))
    }

    @Test(
        "a concurrency that is no number from 1 to 10,000 is refused", arguments: ["0", "-1", "many", "10001", "1.5"])
    func badConcurrency(value: String) {
        let error = #expect(throws: RuntimeError.self) {
            try RuntimeEnvironment(["AWS_LAMBDA_RUNTIME_API": "h:1", "AWS_LAMBDA_MAX_CONCURRENCY": value])
        }
        #expect(error?.code == .invalidEnvironment(variable: "AWS_LAMBDA_MAX_CONCURRENCY"))
        #expect(error?.message == "AWS_LAMBDA_MAX_CONCURRENCY is not a number from 1 to 10000: \(value)")
    }
}
