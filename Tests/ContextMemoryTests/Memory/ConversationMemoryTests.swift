import ContextMemory
import Gateway
import SystemTestSupport
import TestSupport
import Testing
import WireFormats

@Suite("Conversation memory for Swift programs")
struct ConversationMemoryTests {
    @Test("the examples of the documentation run, and say what it says")
    func examples() async throws {
        let room = try MemoryRoom()
        let (store, log) = (room.store, room.log.logger)
        // Example 1
        let memory = ConversationMemory(store: store, model: nil, log: log)
        _ = try await memory.create("tour")
        _ = try await memory.add("What are your hours?", as: .user, to: "tour")
        _ = try await memory.add("We open at 8.", as: .assistant, to: "tour")
        let prompt = try await memory.context(of: "tour").text
        // Conversation so far:
        // user: What are your hours?
        // assistant: We open at 8.
        // End
        #expect(prompt == "Conversation so far:\nuser: What are your hours?\nassistant: We open at 8.")
        // Example 2
        _ = try await memory.updateSummary("A visitor asks for opening hours.", of: "tour")
        let window = try await memory.context(
            of: "tour", ContextOptions(maximumMessages: 50, includesSummary: true, tokenBudget: 2_000))
        // End
        #expect(window.summary?.text == "A visitor asks for opening hours." && window.messages.count == 2)
        // Example 3
        let ann = try memory.scoped(to: "ann")
        _ = try await ann.create("tour")
        _ = try await ann.clear("tour")
        // End
        #expect(try await ann.session("tour") == nil)
        #expect(try await memory.session("tour")?.messages.count == 2)
    }

    @Test("the documentation's examples are those that run")
    func documentation() throws {
        let documented = try DocumentationExamples.documented(
            in: ["Sources/ContextMemory/Memory/ConversationMemory.swift"])
        #expect(try documented.count == 3 && documented == DocumentationExamples.tested())
    }

    @Test("sessions are created once, read, and cleared with all that was in them")
    func lifetime() async throws {
        let memory = try MemoryRoom().memory
        #expect(try await memory.create("s"))
        #expect(try await !memory.create("s"))
        #expect(try await memory.add("Hi", as: .user, to: "s", messageID: "m1") == .appended(number: 1))
        #expect(try await memory.add("Hi", as: .user, to: "s", messageID: "m1") == .repeated(number: 1))
        #expect(try await memory.session("s")?.messages.map(\.text) == ["Hi"])
        #expect(try await memory.clear("s"))
        #expect(try await !memory.clear("s"))
        #expect(try await memory.create("s"))
        #expect(try await memory.session("s")?.messages == [])
    }

    @Test("nothing is stored in a session that does not exist")
    func missing() async throws {
        let memory = try MemoryRoom().memory
        #expect(try await memory.add("Hi", as: .user, to: "s") == .noSession)
        #expect(try await memory.updateSummary("None", of: "s") == .noSession)
        #expect(try await memory.recent("s") == [])
        #expect(try await memory.summary(of: "s") == nil)
        #expect(try await memory.context(of: "s").text == "")
        #expect(try await memory.summarize("s") == nil)
        #expect(try await memory.session("s") == nil)
    }

    @Test("a summary gives way to one that covers as much, and to no other")
    func summaries() async throws {
        let room = try MemoryRoom()
        try await room.talk("one", "two", "three")
        #expect(try await room.memory.updateSummary("to two", through: 2, of: "s") == .updated)
        #expect(try await room.memory.updateSummary("to one", through: 1, of: "s") == .outdated)
        #expect(try await room.memory.updateSummary("to two again", through: 2, of: "s") == .updated)
        #expect(try await room.memory.summary(of: "s")?.through == 2)
        #expect(try await room.memory.updateSummary("all", of: "s") == .updated)
        #expect(try await room.memory.summary(of: "s")?.through == 3)
    }

    @Test("owners cannot meet, whatever their ids hold")
    func owners() async throws {
        let memory = try MemoryRoom().memory
        let names = ["a", "a/b", "A", "a%2Fb", "ä", "user/a"]
        for name in names { #expect(try await memory.scoped(to: name).create("b/c")) }
        #expect(try await memory.scoped(to: "a").create("c"))
        #expect(try await memory.scoped(to: "a/b").create("c"))
        for name in names { #expect(try await memory.scoped(to: name).clear("b/c")) }
        let failure = await #expect(throws: Failure.self) { try await memory.create("user/a/c") }
        #expect(failure?.kind == .invalid(field: "session_id"))
        #expect(try await memory.scoped(to: "b").create("user/a/c"))
    }
}
