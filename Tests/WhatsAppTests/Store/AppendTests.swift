import Gateway
import SystemTestSupport
import Testing
import WireFormats

@testable import WhatsApp

@Suite("Messages that somebody tells of")
struct AppendTests {
    @Test("a message with an id is stored once, and the id stands for nothing else")
    func once() async throws {
        let desk = try Desk()
        let message = NewMessage("Hi", direction: .outbound, metadata: ["a": 1])
        let outcomes = try await withThrowingTaskGroup { group in
            for _ in 0..<20 {
                group.addTask {
                    switch try await desk.store.append(message, with: .anna, id: "m-1") {
                    case .stored(_, let message): return (true, message.id)
                    case .repeated(_, let message): return (false, message.id)
                    case .idTaken: return (true, "taken")
                    }
                }
            }
            return try await group.reduce(into: [(Bool, String)]()) { $0.append($1) }
        }
        #expect(outcomes.count { $0.0 } == 1)
        #expect(Set(outcomes.map(\.1)).count == 1)
        #expect(try await desk.history() == ["Hi"])
        guard
            case .idTaken = try await desk.store.append(NewMessage("Ho", direction: .outbound), with: .anna, id: "m-1")
        else {
            Issue.record("the id stands for two messages")
            return
        }
        #expect(try await desk.history() == ["Hi"])
    }

    @Test("an id of a caller is never one of Twilio's")
    func namespaces() async throws {
        let desk = try Desk()
        try await desk.arrive(sid: "SM1")
        guard case .stored = try await desk.store.append(NewMessage("Hi", direction: .inbound), with: .anna, id: "SM1")
        else {
            Issue.record("the ids are mixed up")
            return
        }
        #expect(try await desk.history() == ["Hello", "Hi"])
    }

    @Test("what we say opens no window for free text, what the contact says does")
    func window() async throws {
        let desk = try Desk()
        guard
            case .stored(let first, _) = try await desk.store.append(
                NewMessage("Hi", direction: .outbound), with: .anna)
        else { return }
        #expect(first.contact.lastInboundAt == nil && !first.contact.window(at: desk.clock.now()).isOpen)
        let second = try await desk.arrive(sid: "SM1").conversation
        #expect(second.session.id == first.session.id)
        let heard = try #require(second.contact.lastInboundAt)
        #expect(second.contact.window(at: heard + .seconds(86_399)).isOpen)
        #expect(!second.contact.window(at: heard + .seconds(86_400)).isOpen)
        #expect(second.contact.window(at: heard).closesAt == heard + .seconds(86_400))
    }
}
