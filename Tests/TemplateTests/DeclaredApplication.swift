import Gateway
import HTTPTransport
import Logging
import TestSupport
import WireFormats

@testable import Application

/// What the code declares: its routes and actions with every system on.
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
}
