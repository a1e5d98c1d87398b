// A function for tests of the runtime: the event says what it is to do.

import Foundation
import HTTPTransport
import LambdaRuntime
import WireFormats

let loop = try CurlEventLoop()
do {
    try loop.run {
        let environment = ProcessInfo.processInfo.environment
        try await LambdaRuntime(environment: environment, loop: loop).run {
            if environment["FIXTURE_INIT"] == "fail" { throw FixtureError(errorType: "Fixture.NotConfigured") }
            return Fixture(loop: loop)
        }
    }
} catch {
    exit(1)
}
