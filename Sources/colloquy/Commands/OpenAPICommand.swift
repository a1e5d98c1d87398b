import Application
import ArgumentParser
import Gateway
import HTTPTransport
import Logging
import OpenAPI

/// `colloquy openapi`: the description of every route, as OpenAPI 3.1.
struct OpenAPICommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "openapi", abstract: "Prints the description of the HTTP API, as OpenAPI 3.1.")

    func run() async throws {
        let loop = try CurlEventLoop()
        loop.start()
        defer { loop.shutDown() }
        // Every system on, whatever this machine's environment says; nothing is asked of any of them.
        let environment = FunctionSetting.defaults.merging([
            "AUTH_MODE": "open", "COLLOQUY_STORE": "dynamodb", "AWS_REGION": "us-east-1",
            "AWS_LAMBDA_FUNCTION_NAME": "colloquy",
        ]) { $1 }
        let quiet = Logger(label: "colloquy") { _ in SwiftLogNoOpLogHandler() }
        let dispatcher = try Application(environment: environment, loop: loop, log: quiet).dispatcher()
        let document = try OpenAPIDocument(
            routes: dispatcher.router.routes, operations: dispatcher.operations.names)
        Terminal.output.print(document.json.pretty)
    }
}
