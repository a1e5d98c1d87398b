import TestSupport

/// moto's services over TLS, and over plain HTTP for what the test itself does with them.
final class SecureMoto: Sendable {
    let port: String
    let plainEndpoint: String
    private let process: ChildProcess

    static func start(certificate: String, key: String) async throws -> SecureMoto {
        // Otherwise moto takes the first part of the host's name for a bucket's.
        let environment = MotoServer.environment.merging(["S3_IGNORE_SUBDOMAIN_BUCKETNAME": "true"]) { $1 }
        let process = try Python.start(["-u", "-c", script, certificate, key], environment: environment)
        return SecureMoto(
            port: try await process.waitForOutput(matching: #/TLS on (\d+)/#),
            plainEndpoint: try await process.waitForOutput(matching: #/plain on (\S+)/#), process: process)
    }

    private init(port: String, plainEndpoint: String, process: ChildProcess) {
        self.port = port
        self.plainEndpoint = plainEndpoint
        self.process = process
    }

    deinit { process.kill() }

    func createBucket(_ name: String) async throws {
        let script = """
            import boto3, sys
            boto3.client("s3", endpoint_url=sys.argv[1]).create_bucket(Bucket=sys.argv[2])
            """
        _ = try await Python.run(script, [plainEndpoint, name], environment: MotoServer.environment)
    }

    private static let script = """
        import sys, threading
        from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
        from werkzeug.serving import make_server

        application = DomainDispatcherApplication(create_backend_app)
        plain = make_server("127.0.0.1", 0, application, threaded=True)
        secure = make_server("127.0.0.1", 0, application, threaded=True, ssl_context=tuple(sys.argv[1:3]))
        threading.Thread(target=plain.serve_forever, daemon=True).start()
        print("plain on http://127.0.0.1:%d" % plain.server_port, flush=True)
        print("TLS on %d" % secure.server_port, flush=True)
        secure.serve_forever()
        """
}
