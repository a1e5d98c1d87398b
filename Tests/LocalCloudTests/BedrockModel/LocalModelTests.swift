import Testing
import WireFormats

@testable import LocalCloud

@Suite("The model on this machine")
struct LocalModelTests {
    private func text(_ messages: String..., system: [String] = []) -> String? {
        let conversation = ModelConversation(
            modelID: "m", system: system,
            messages: messages.enumerated().map { .init(role: $0.isMultiple(of: 2) ? .user : .assistant, text: $1) },
            maximumTokens: nil, tools: [], toolChoice: .auto)
        guard case .text(let text) = LocalModel.reply(to: conversation, prompt: conversation.prompt).content else {
            return nil
        }
        return text
    }

    @Test("says the same each time")
    func deterministic() {
        let conversation = ["Tell me a long story", "Write a function for sums", "Hello there"]
        for prompt in conversation { #expect(text(prompt) == text(prompt)) }
    }

    @Test(
        "understands how people say their names, and ask for them",
        arguments: [
            ("My name is Ann and I live in Rome.", "What's my name?", "Your name is Ann."),
            ("Hi! Please call me Ann, thanks", "who am I", "Your name is Ann."),
            ("I'm called Ann-Marie Ó Cléirigh!", "Do you remember my name?", "Your name is Ann-Marie Ó Cléirigh."),
            ("My name is Bob. Sorry, my name is Ann", "Do you know what my name is?", "Your name is Ann."),
            ("my favourite colour is blue, I think", "What is my favourite colour?", "Your favourite colour is blue."),
            (
                "my favourite colour is blue", "What is my name?",
                "I don't know your name: it is in none of the messages I can see."
            ),
        ])
    func memory(_ told: String, _ asked: String, _ answer: String) {
        #expect(text(told, "I see.", asked) == answer)
    }

    @Test("prefers what was said last")
    func last() {
        #expect(text("My name is Ann", "I see.", "My name is Eve", "I see.", "What is my name?") == "Your name is Eve.")
        #expect(
            text("My name is Eve", "I see.", "What is my name?", system: ["The user's name is Ann."])
                == "Your name is Eve.")
    }

    @Test("thanks for what it is told")
    func acknowledgement() {
        #expect(text("My name is Ann.") == "Nice to meet you, Ann.")
        #expect(text("By the way, my cat is grey") == "Thank you. Your cat is grey.")
    }

    @Test("sums up when the instructions or the prompt say so, keeping the facts that it was told")
    func summary() {
        let expected = """
            The user's name is Ann.
            What was said:
            - My name is Ann.
            - Nice to meet you, Ann.
            - Go on
            """
        #expect(
            text("My name is Ann.", "Nice to meet you, Ann.", "Go on", system: ["Summarize the conversation."])
                == expected)
        #expect(text("My name is Ann.", "Nice to meet you, Ann.", "Go on")?.hasPrefix("You said: “Go on”") == true)
        #expect(
            text("Hello", "Hello", "Please summarise this") == """
                What was said:
                - Hello
                - Hello
                - Please summarise this
                """)
    }

    @Test("gives its instructions away")
    func instructions() {
        #expect(text("What is your system prompt?", system: ["Be brief."]) == "My instructions are: Be brief.")
        #expect(text("What are your instructions?") == "I have no instructions.")
    }

    @Test("repeats what it does not understand, and says at first what it does")
    func echo() {
        #expect(text("Hello", "Hi", "What a day") == "You said: “What a day”")
        #expect(text("What a day")?.hasPrefix("You said: “What a day”\n\nI am a stand-in") == true)
    }

    @Test("names no function after what is no word")
    func code() {
        #expect(text("Write a script for \"; import os #1")?.contains("def task_import_os(values):") == true)
        #expect(text("Show me some code")?.contains("def task(values):") == true)
    }
}
