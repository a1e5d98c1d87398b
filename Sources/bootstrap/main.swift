// The executable that Lambda starts: serves invocations until SIGTERM, and exits with 1 when it cannot.
import Application
import Glibc
import HTTPTransport
import LambdaRuntime

let environment = ProcessEnvironment.variables
do {
    let loop = try CurlEventLoop()
    try loop.run {
        let runtime = LambdaRuntime(
            environment: environment, loop: loop, metrics: Application.metrics(environment: environment))
        try await runtime.run {
            try await Application.dispatcher(environment: environment, loop: loop, log: runtime.logger)
        }
    }
} catch {
    // The runtime has logged the reason.
    exit(1)
}
