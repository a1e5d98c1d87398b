import Testing
import WireFormats

@testable import SystemSupport

@Suite("The conversation that a model gets")
struct ModelMessageTests {
    @Test("keeps messages that are in turn as they are")
    func keeps() {
        let messages: [ModelMessage] = [.user("Hello"), .assistant("Hello!"), .user("  Goodbye\n")]
        #expect(messages.inTurn == messages)
    }

    @Test("makes one message of neighbours of one role, also where a blank one stood between them")
    func merges() {
        let messages: [ModelMessage] = [
            .user("One"), .assistant(" \n\t"), .user("Two"), .assistant("Yes"), .assistant("And?"), .user("Three"),
        ]
        #expect(messages.inTurn == [.user("One\n\nTwo"), .assistant("Yes\n\nAnd?"), .user("Three")])
    }

    @Test("begins with a user")
    func beginsWithUser() {
        let messages: [ModelMessage] = [.assistant("Welcome"), .user(""), .assistant("Anyone?"), .user("Here")]
        #expect(messages.inTurn == [.user("Here")])
    }

    @Test("is empty when no user said anything")
    func empty() {
        #expect([ModelMessage]().inTurn == [])
        #expect([ModelMessage.assistant("Welcome"), .user(" ")].inTurn == [])
    }
}
