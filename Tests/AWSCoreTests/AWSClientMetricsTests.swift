import HTTPTransport
import Testing

@testable import AWSCore

@Suite("What calls to AWS count")
struct AWSClientMetricsTests {
    private static let throttled = ScriptedTransport.Answer.status(
        400, #"{"__type":"ProvisionedThroughputExceededException"}"#)

    /// The values counted while a request meets these answers, by name.
    private func counts(_ answers: [ScriptedTransport.Answer]) async throws -> [String: Int] {
        let client = try TestClient(transport: ScriptedTransport(answers))
        let metrics = InvocationMetrics()
        await InvocationScope.$metrics.withValue(metrics) { _ = await client.failure() }
        return Dictionary(uniqueKeysWithValues: metrics.summary.counts.map { ($0.counter.name, $0.value) })
    }

    @Test("a call that succeeds at once counts nothing")
    func success() async throws {
        #expect(try await counts([.status(200)]) == [:])
    }

    @Test("each throttling answer counts, and each attempt beyond the first")
    func throttling() async throws {
        #expect(try await counts([Self.throttled, .status(429), .status(200)]) == ["Throttles": 2, "Retries": 2])
    }

    @Test("the answer behind the last attempt counts too, though nothing is tried again")
    func givenUp() async throws {
        #expect(
            try await counts(Array(repeating: Self.throttled, count: 5)) == ["Throttles": 4, "Retries": 3])
    }

    @Test("failures of other kinds are retries alone")
    func transient() async throws {
        #expect(try await counts([.status(500), .fault(.connect, sent: false), .status(200)]) == ["Retries": 2])
    }

    @Test("errors that are final count nothing")
    func final() async throws {
        #expect(try await counts([.status(400, #"{"__type":"ValidationException"}"#)]) == [:])
    }
}
