import AWSCore
import Foundation
import HTTPTransport
import WireFormats

/// This process's own way to AWS services; the function has another.
final class Network: Sendable {
    let context: AWSContext
    private let loop: CurlEventLoop

    /// - Throws: ``AWSError`` for a malformed region or endpoint, ``HTTPError`` when libcurl cannot start.
    init(environment: [String: String]) throws {
        let loop = try Self.loop()
        self.loop = loop
        context = try AWSContext(
            environment: environment, transport: HTTPClient(loop: loop),
            clock: { Timestamp(microseconds: Int64(Date.now.timeIntervalSince1970 * 1_000_000)) },
            sleep: { try await Task.sleep(for: $0) })
    }

    /// A running event loop.
    static func loop() throws -> CurlEventLoop {
        let loop = try CurlEventLoop()
        loop.start()
        return loop
    }
}
