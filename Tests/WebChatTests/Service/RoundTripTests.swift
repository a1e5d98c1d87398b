import Gateway
import Synchronization
import SystemSupport
import SystemTestSupport
import Testing
import WireFormats

@testable import WebChat

@Suite("Export and import again")
struct RoundTripTests {
    /// SplitMix64.
    private struct Random: RandomNumberGenerator {
        var state: UInt64
        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var value = state
            value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
            value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
            return value ^ (value >> 31)
        }
    }

    private static let words = [
        "hello", "Été", "e\u{301}", "مرحبا", "😀👩‍👩‍👧", "<script>", "\"", "\\", "\n", "\u{0}", "\u{202E}", "## You", "```",
        " ", "字",
    ]

    @Test("chats of all kinds are the same at another owner", arguments: 0..<12)
    func property(seed: UInt64) async throws {
        var random = Random(state: seed)
        let outcomes = Random(state: seed + 1000)
        let state = ScriptState(outcomes)
        let room = try ChatRoom(
            { _ throws(ModelError) in
                switch state.next() % 5 {
                case 0: throw ModelError(.unavailable, "down")
                case 1: ModelAnswer(text: "Cut \(state.text())", stopReason: .tokenLimit)
                default: ModelAnswer(text: "So \(state.text())")
                }
            }, seed: seed)
        for _ in 0..<Int.random(in: 1...25, using: &random) {
            let prompt = (0...Int.random(in: 0...6, using: &random))
                .map { _ in Self.words.randomElement(using: &random) ?? "" }.joined()
            let session = "chat-\(Int.random(in: 0...4, using: &random))"
            _ = try await room.ask(
                "POST", "/api/generate", ["prompt": .string("x" + prompt), "session_id": .string(session)])
            room.clock.advance(.microseconds(Int.random(in: 0...2_000_000, using: &random)))
            switch Int.random(in: 0...9, using: &random) {
            case 0:
                _ = try await room.ask(
                    "PATCH", "/api/sessions/\(session)", ["pinned": true, "chat_name": .string("n" + prompt)])
            case 1: _ = try await room.ask("PATCH", "/api/sessions/\(session)", ["archived": true])
            case 2: _ = try await room.ask("POST", "/api/clear_history", ["session_id": .string(session)])
            case 3: _ = try await room.ask("DELETE", "/api/sessions/\(session)")
            default: break
            }
        }
        let exported = try await room.export()
        let file: JSON = ["version": 1, "sessions": .array(exported)]
        // Through text, as a file goes.
        let imported = try await room.ask("POST", "/api/import", try JSON(parsing: file.serialized()), as: .bob)
        #expect(imported.body["imported"] == .number(JSONNumber(exported.count)), "\(imported.body.text)")
        #expect(try await room.export(as: .bob) == exported)
        #expect(try await room.names(as: .bob) == room.names())
        #expect(try await room.totals(of: "bob") == (exported.isEmpty ? [nil, nil] : room.totals()))
        for id in exported.compactMap({ $0["session_id"]?.string }) {
            #expect(try await room.history(id, as: .bob) == room.history(id))
        }
    }

    private final class ScriptState: Sendable {
        private let random: Mutex<Random>
        init(_ random: Random) { self.random = Mutex(random) }
        func next() -> UInt64 { random.withLock { $0.next() } }
        func text() -> String { RoundTripTests.words[Int(next() % UInt64(RoundTripTests.words.count))] }
    }
}
