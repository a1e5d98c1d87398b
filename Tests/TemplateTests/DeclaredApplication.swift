import Foundation
import Gateway
import HTTPTransport
import Logging
import TestSupport

@testable import Application

/// What the code declares: its routes and actions with every system on, and the variables that it reads.
final class DeclaredApplication: Sendable {
    let dispatcher: Dispatcher
    private let loop: CurlEventLoop
    private let directory: TemporaryDirectory

    init() throws {
        directory = try TemporaryDirectory()
        loop = try CurlEventLoop()
        loop.start()
        dispatcher = try Application(
            environment: [
                "AUTH_MODE": "open", "COLLOQUY_STORE": "sqlite:\(directory.path)/store.sqlite",
                "AWS_REGION": "us-east-1", "AWS_LAMBDA_FUNCTION_NAME": "colloquy",
            ], loop: loop, log: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        ).dispatcher()
    }

    deinit { loop.shutDown() }

    /// As API Gateway's route keys are written.
    var routes: Set<String> { Set(dispatcher.router.routes.map { "\($0.method) \($0.path)" }) }

    /// Names of variables, which stand as texts of their own in the sources of `Application`. Those that Lambda and the
    /// AWS SDKs define are not the template's.
    static func variables() throws -> Set<String> {
        let folder = PackageRoot.path + "/Sources/Application"
        let files = try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".swift") }
        let names = try files.flatMap { file in
            try String(contentsOfFile: "\(folder)/\(file)", encoding: .utf8)
                .matches(of: #/"([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)"/#).map { String($0.1) }
        }
        return Set(names).filter { !$0.hasPrefix("AWS_") }
    }
}
