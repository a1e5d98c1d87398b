import Gateway
import Testing
import WireFormats

@Suite("Idempotency-Key")
struct IdempotencyKeyTests {
    @Test("is there, or is not, or is empty and counts as absent")
    func values() throws {
        #expect(try (["idempotency-key": "visit 7"] as HTTPHeaders).idempotencyKey == "visit 7")
        #expect(try ([:] as HTTPHeaders).idempotencyKey == nil)
        #expect(try (["Idempotency-Key": ""] as HTTPHeaders).idempotencyKey == nil)
    }

    @Test("may have 256 bytes")
    func length() throws {
        let longest = String(repeating: "é", count: 128)
        #expect(try (["Idempotency-Key": longest] as HTTPHeaders).idempotencyKey == longest)
        let failure = Failure(
            .invalid(field: "header.Idempotency-Key"), "Idempotency-Key must be at most 256 bytes long")
        #expect(throws: failure) { try (["Idempotency-Key": longest + "x"] as HTTPHeaders).idempotencyKey }
    }
}
