import Gateway
import Synchronization
import Testing
import WireFormats

@Suite("Cursors")
struct CursorSignerTests {
    private let position: JSON = ["pk_session_id": "s1", "created_at": "2026-11-21T01:33:24.986238Z", "n": 12]
    private let key = Array(0..<32 as Range<UInt8>)
    private let issued = Timestamp(seconds: 1_795_224_804)

    private func signer(key: [UInt8]? = nil, after seconds: Int = 0) -> CursorSigner {
        CursorSigner(key: key ?? self.key, maximumAge: .seconds(60), now: { issued + .seconds(seconds) })
    }

    private func refusal(_ cursor: String, scope: String = "ada list newest", by signer: CursorSigner) -> Failure? {
        do {
            _ = try signer.verify(cursor, scope: scope)
            return nil
        } catch {
            return error
        }
    }

    private let foreign = Failure(.invalid(field: "cursor"), "cursor is not one that was given for this list")

    @Test("a cursor comes back as the position it was made of")
    func roundTrip() throws {
        let cursor = try signer().sign(position, scope: "ada list newest")
        #expect(try signer(after: 60).verify(cursor, scope: "ada list newest") == position)
    }

    @Test("a cursor is safe in a URL, tells nothing, and is another one each time")
    func isOpaque() throws {
        let cursors = try (0..<2).map { _ in try signer().sign(position, scope: "") }
        #expect(cursors[0] != cursors[1])
        #expect(PercentEncoding.encode(cursors[0]) == cursors[0])
        let bytes = try #require(Base64.decode(cursors[0], alphabet: .url))
        #expect(!String(decoding: bytes, as: UTF8.self).contains("s1"))
    }

    @Test(
        "a cursor of another scope or key is refused",
        arguments: ["", "ada list newest ", "bob list newest", "ada list"])
    func otherScopes(scope: String) throws {
        let cursor = try signer().sign(position, scope: "ada list newest")
        #expect(refusal(cursor, scope: scope, by: signer()) == foreign)
        #expect(refusal(cursor, by: signer(key: Array(repeating: 7, count: 32))) == foreign)
    }

    @Test("a cursor with any one bit changed is refused")
    func tampering() throws {
        let cursor = try signer().sign("p", scope: "ada list newest")
        let bytes = try #require(Base64.decode(cursor, alphabet: .url))
        for position in bytes.indices {
            for bit in 0..<8 {
                var altered = bytes
                altered[position] ^= 1 << bit
                #expect(refusal(Base64.encode(altered, alphabet: .url), by: signer()) == foreign)
            }
        }
        for length in 0..<bytes.count {
            #expect(refusal(Base64.encode(bytes.prefix(length), alphabet: .url), by: signer()) == foreign)
        }
    }

    @Test(
        "text that is no cursor is refused",
        arguments: ["", "x", "null", "AQ", "AQ==", "😀", String(repeating: "A", count: 100_000)])
    func garbage(cursor: String) {
        #expect(refusal(cursor, by: signer()) == foreign)
    }

    @Test("a cursor past its age has expired")
    func expiry() throws {
        let cursor = try signer().sign(position, scope: "ada list newest")
        #expect(
            refusal(cursor, by: signer(after: 61))
                == Failure(.invalid(field: "cursor"), "cursor has expired; begin again at the first page"))
    }

    @Test("the largest keys of a table and its index fit")
    func largestPosition() throws {
        let position: JSON = [
            "pk": .string(String(repeating: "\u{1}", count: 400)), "sk": .string(String(repeating: "é", count: 512)),
            "gsi": .string(String(repeating: "x", count: 3072)),
        ]
        #expect(try signer().verify(signer().sign(position, scope: ""), scope: "") == position)
    }
}
