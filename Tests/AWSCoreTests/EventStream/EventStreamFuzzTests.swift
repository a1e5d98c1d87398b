import AWSCore
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(5)))
struct EventStreamFuzzTests {
    private static let streamCount = 20

    /// Small streams, each with a message of every kind somewhere.
    private static let streams: [[EventStreamMessage]] = {
        var random = SeededGenerator(seed: 3)
        return (0..<streamCount).map { _ in
            (0..<(1 + random.below(4))).map { _ in .random(using: &random, maximumPayload: 200) }
        }
    }()

    @Test("100,000 damaged streams give a typed error, or the messages they were made of, in whatever pieces they come")
    func damaged() throws {
        var mutation = Mutation(seed: 4)
        let encoded = try Self.streams.map { try $0.map { try $0.encoded() } }
        var errors: [EventStreamError.Rule: Int] = [:]
        for round in 0..<100_000 {
            let number = round % Self.streamCount
            var bytes = encoded[number].flatMap(\.self)
            mutation.damage(&bytes)
            var pieces: [[UInt8]] = []
            var start = 0
            while start < bytes.count {
                let end = min(bytes.count, start + 1 + mutation.random.below(120))
                pieces.append(Array(bytes[start..<end]))
                start = end
            }
            let outcome = decode(pieces)
            switch outcome {
            case .failure(let error): errors[error.rule, default: 0] += 1
            case .success(let messages):
                // Damage may undo itself, end the stream between messages or repeat one: each is still one of them.
                #expect(messages.allSatisfy(Self.streams[number].contains), "round \(round)")
            }
            if round % 50 == 0 { #expect(decode([bytes]) == outcome, "round \(round)") }
        }
        #expect(Set(errors.keys).isSuperset(of: [.preludeChecksum, .messageChecksum, .cutMessage]))
    }

    @Test("50,000 damaged headers under right checksums are read or refused for a rule of theirs")
    func damagedHeaders() throws {
        var mutation = Mutation(seed: 5)
        let encoded = try Self.streams.flatMap(\.self).map { message in
            let bytes = try EventStreamMessage(headers: message.headers, payload: []).encoded()
            return Array(bytes[12..<(bytes.count - 4)])
        }
        var errors: [EventStreamError.Rule: Int] = [:]
        for round in 0..<50_000 {
            var headers = encoded[round % encoded.count]
            mutation.damage(&headers)
            switch decode([frame(headers: headers, payload: [1, 2, 3])]) {
            case .failure(let error): errors[error.rule, default: 0] += 1
            case .success(let messages): #expect(messages.count == 1 && messages[0].payload == [1, 2, 3])
            }
        }
        let expected: Set<EventStreamError.Rule> = [
            .headerCut, .headerType, .headerNameLength, .headerNameText, .headerText, .duplicateHeader,
        ]
        #expect(Set(errors.keys) == expected)
    }

    @Test("noise is refused at its first prelude")
    func noise() {
        var random = SeededGenerator(seed: 6)
        for _ in 0..<2000 {
            let bytes = (0..<(12 + random.below(100))).map { _ in UInt8(random.below(256)) }
            #expect(brokenRule(bytes) == .preludeChecksum)
        }
    }
}
