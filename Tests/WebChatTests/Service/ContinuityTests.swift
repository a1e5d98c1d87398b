import SystemSupport
import SystemTestSupport
import Tables
import TestSupport
import Testing
import WireFormats

@testable import WebChat

@Suite("A chat goes on")
struct ContinuityTests {
    /// What the model was shown, and the name of the chat.
    private func check(_ room: ChatRoom) async throws {
        try await room.say("What is my name?", in: "s")
        #expect(
            try #require(room.model.requests.last).messages == [
                .user("My name is Ann"), .assistant("Answer to 1."), .user("What is my name?"),
            ])
        #expect(try await room.names().map { $0["chat_name"] } == ["My name is Ann"])
    }

    @Test("after more than an hour without a word the model still sees it, and the name stays")
    func idle() async throws {
        let room = try ChatRoom()
        try await room.say("My name is Ann", in: "s")
        room.clock.advance(.seconds(3601))
        try await check(room)
    }

    @Test("another process, started later on the same store, goes on with it")
    func restart() async throws {
        let directory = try TemporaryDirectory()
        let clock = TestClock()
        func engine() throws -> SQLiteTables {
            try SQLiteTables(
                path: "\(directory.path)/store.sqlite", schemas: ChatRoom.schema.tables, clock: { clock.now() })
        }
        try await ChatRoom(clock: clock, engine: engine()).say("My name is Ann", in: "s")
        clock.advance(.seconds(5))
        try await check(try ChatRoom(clock: clock, engine: engine(), seed: 1000))
    }

    @Test("two instances at once see each other's turns, in order")
    func instances() async throws {
        let first = try ChatRoom()
        let second = try ChatRoom(clock: first.clock, engine: first.tables, seed: 1000)
        for number in 1...3 {
            try await first.say("A\(number)", in: "s")
            first.clock.advance(.milliseconds(10))
            try await second.say("B\(number)", in: "s")
            first.clock.advance(.milliseconds(10))
        }
        #expect(
            try #require(second.model.requests.last).messages.filter { $0.role == .user }.map(\.text) == [
                "A1", "B1", "A2", "B2", "A3", "B3",
            ])
    }
}
