import AWSServices
import HTTPTransport
import Tables
import TestSupport
import Testing
import WireFormats

/// Of the repetitions that DynamoDB leaves to its callers; those of single requests are AWSCore's.
@Suite("What DynamoDB's tables count")
struct DynamoDBMetricsTests {
    private func counts(
        _ answers: [ScriptedDynamoDB.Answer], _ body: (DynamoDBTables) async throws -> Void
    ) async throws -> [String: Int] {
        let dynamoDB = try ScriptedDynamoDB(answers)
        let metrics = InvocationMetrics()
        try await InvocationScope.$metrics.withValue(metrics) { try await body(dynamoDB.tables) }
        return Dictionary(uniqueKeysWithValues: metrics.summary.counts.map { ($0.counter.name, $0.value) })
    }

    @Test("what is left of a batch is throttling, and sending it again a retry")
    func batch() async throws {
        let left: JSON = ["PutRequest": ["Item": ["id": ["S": "1"]]]]
        let counts = try await counts([.output(["UnprocessedItems": ["items": [left]]]), .output([:])]) {
            try await $0.batchWrite("items", [.put(["id": "1"])])
        }
        #expect(counts == ["Throttles": 1, "Retries": 1])
    }

    @Test("a transaction that was cancelled for want of throughput is throttling")
    func transaction() async throws {
        let reasons: JSON = [["Code": "None"], ["Code": "ThrottlingError", "Message": "slow down"]]
        let counts = try await counts([
            .exception("TransactionCanceledException", members: ["CancellationReasons": reasons])
        ]) { tables in
            await #expect(throws: TableError.self) {
                try await tables.transact(
                    [.put(table: "items", item: ["id": "1"]), .put(table: "items", item: ["id": "2"])], token: nil)
            }
        }
        #expect(counts == ["Throttles": 1])
    }

    @Test("waiting for a transaction that holds the item is a retry")
    func conflict() async throws {
        let counts = try await counts([.exception("TransactionConflictException"), .output([:])]) {
            try await $0.put("items", item: ["id": "1"])
        }
        #expect(counts == ["Retries": 1])
    }
}
