import AWSCore
import Foundation
import Logging
import Synchronization
import TestSupport
import WireFormats

@testable import LocalCloud

/// The stand-ins around the runtime's test function, whose event says what it is to do.
enum CloudUnderTest {
    /// Collects lines from any thread.
    final class Lines: Sendable {
        private let lines = Mutex<[String]>([])

        var all: [String] { lines.withLock { $0 } }
        func add(_ line: String) { lines.withLock { $0.append(line) } }

        /// Waits until at least `count` lines contain `text`.
        func wait(for text: String, count: Int = 1, timeout: Duration = .seconds(120)) async throws {
            let end = ContinuousClock.now + timeout
            while all.count(where: { $0.contains(text) }) < count {
                guard ContinuousClock.now < end else {
                    throw ChildProcess.Failure(description: "no \(count) × \(text) in \(all)")
                }
                try await Task.sleep(for: .milliseconds(5))
            }
        }
    }

    static let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

    static func fixture(_ variables: [String: String] = [:]) throws -> FunctionConfiguration {
        var configuration = FunctionConfiguration(
            executable: try BuildProducts.executable("runtime-fixture"),
            environment: Sanitizer.environment.merging(variables) { $1 })
        configuration.restartDelay = .milliseconds(10)
        return configuration
    }

    /// Runs `body` beside a started function, and stops it whatever happens.
    static func with<Result>(
        _ configuration: FunctionConfiguration, lines: Lines = Lines(),
        _ body: (LocalFunction) async throws -> Result
    ) async throws -> Result {
        let function = LocalFunction(configuration, log: quiet) { lines.add($0) }
        await function.start()
        do {
            let result = try await body(function)
            await function.stop()
            return result
        } catch {
            await function.stop()
            throw error
        }
    }

    static func with<Result>(
        _ options: LocalCloud.Options, lines: Lines = Lines(), _ body: (LocalCloud) async throws -> Result
    ) async throws -> Result {
        let cloud = try await LocalCloud.start(options, log: quiet) { lines.add($0) }
        do {
            let result = try await body(cloud)
            await cloud.stop()
            return result
        } catch {
            await cloud.stop()
            throw error
        }
    }

    /// Runs boto3 against the stand-ins; the script prints JSON.
    static func boto3(_ script: String, _ cloud: LocalCloud, _ changes: [String: String] = [:]) async throws -> JSON {
        let preamble = """
            import boto3, json, os
            from botocore.config import Config
            from botocore.exceptions import ClientError
            config = Config(retries={"max_attempts": 0}, s3={"addressing_style": "path"})
            awslambda = boto3.client("lambda", config=config)
            s3 = boto3.client("s3", config=config)
            def error(call, **arguments):
                try:
                    call(**arguments)
                except ClientError as error:
                    return [error.response["ResponseMetadata"]["HTTPStatusCode"], error.response["Error"]["Code"]]

            """
        let environment = cloud.environment.merging(["AWS_REGION": "us-east-1", "AWS_DEFAULT_REGION": "us-east-1"]) {
            $1
        }
        return try JSON(
            parsing: await Python.run(preamble + script, environment: environment.merging(changes) { $1 }))
    }
}

extension InvocationResult {
    var json: JSON? { try? JSON(parsing: payload) }
}
