import AWSCore
import AWSServices
import HTTPTransport
import TestSupport
import WireFormats

/// moto's server, shared with other tests, and clients of ours for it.
struct Cloud {
    let moto: MotoServer
    let transport: HTTPClient
    let context: AWSContext

    init(environment: [String: String] = [:]) async throws {
        let loop = try CurlEventLoop()
        loop.start()
        moto = try await MotoServer.shared
        transport = HTTPClient(loop: loop)
        context = try Self.context(
            environment: MotoServer.environment.merging(["AWS_ENDPOINT_URL": moto.endpoint]) { $1 }
                .merging(environment) { $1 }, transport: transport, loop: loop)
    }

    /// Clients with the system's clock that wait on the loop.
    static func context(
        environment: [String: String], transport: any HTTPSending, loop: CurlEventLoop
    ) throws -> AWSContext {
        try AWSContext(
            environment: environment, transport: transport, clock: SystemClock.now,
            sleep: { try await loop.sleep(for: $0) })
    }

    /// Runs Python against the same server; `s3` and `dynamodb` are boto3's clients.
    func python(_ script: String, _ arguments: [String] = []) async throws -> String {
        let preamble = """
            import sys, json, boto3
            s3, dynamodb, sts = (boto3.client(name) for name in ('s3', 'dynamodb', 'sts'))

            """
        return try await Python.run(
            preamble + script, arguments,
            environment: MotoServer.environment.merging(["AWS_ENDPOINT_URL": moto.endpoint]) { $1 })
    }
}
