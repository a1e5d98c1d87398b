// A function for tests of the runtime: the event says what it is to do.

import Foundation
import HTTPTransport
import LambdaRuntime
import WireFormats

let loop = try CurlEventLoop()
do {
    try loop.run {
        let environment = ProcessInfo.processInfo.environment
        let lead = environment["FIXTURE_LEAD_MILLISECONDS"].flatMap(Int.init).map { Duration.milliseconds($0) }
        let runtime = LambdaRuntime(environment: environment, loop: loop, cancellationLead: lead ?? .milliseconds(100))
        try await runtime.run {
            if environment["FIXTURE_INIT"] == "fail" { throw FixtureError(errorType: "Fixture.NotConfigured") }
            return Fixture(loop: loop)
        }
    }
} catch {
    exit(1)
}
