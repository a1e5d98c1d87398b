import Testing
import WireFormats

@testable import ContextMemory

@Suite("Summaries without a model")
struct ContextExtractTests {
    private func message(_ role: String, _ text: String) -> ContextMessage {
        ContextMessage(id: text, role: role, text: text, timestamp: Timestamp(seconds: 0))
    }

    @Test("are how each message begins, in one line each")
    func lines() {
        let messages = [
            message("user", "What are\nyour hours? I come on Sunday."), message("assistant", "  8 to 6.30 daily. Bye"),
            message("user", " \n "), message("tool", String(repeating: "long ", count: 100)), message("user", "谢谢。再见"),
        ]
        #expect(
            ContextExtract.of(messages, after: nil) == """
                user: What are your hours?
                assistant: 8 to 6.30 daily.
                tool: \(String(repeating: "long ", count: 31))long…
                user: 谢谢。再见
                """)
    }

    @Test("go on from the summary before, and drop the oldest lines when they grow too long")
    func growth() {
        #expect(ContextExtract.of([message("user", "New.")], after: "user: Old.\n") == "user: Old.\nuser: New.")
        let many = (1...300).map { message("user", "This is message number \($0).") }
        let extract = ContextExtract.of(many, after: "user: Old.")
        #expect(extract.utf8.count <= ContextExtract.maximumSize)
        #expect(extract.hasPrefix("…\nuser: This is message number "))
        #expect(extract.hasSuffix("\nuser: This is message number 300."))
        let next = ContextExtract.of([message("user", "The last.")], after: extract)
        #expect(next.hasSuffix("\nuser: The last.") && next.split(separator: "\n").count { $0 == "…" } == 1)
    }

    @Test("of nothing but white space are empty")
    func blank() { #expect(ContextExtract.of([message("user", " ")], after: nil) == "") }
}
