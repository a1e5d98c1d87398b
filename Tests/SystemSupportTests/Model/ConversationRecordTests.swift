import SystemSupport
import Testing
import WireFormats

@Suite("The record of a conversation")
struct ConversationRecordTests {
    @Test("is asked for with what there is of it, and what has been said since")
    func request() {
        let request = ConversationRecord.request(
            after: "Ann likes tea.", ["User: Hi", "Assistant: Hello"], maximumTokens: 50, temperature: 0.5,
            timeLimit: .seconds(9))
        #expect(
            request.messages == [
                .user(
                    """
                    <record>
                    Ann likes tea.
                    </record>
                    <conversation>
                    User: Hi
                    Assistant: Hello
                    </conversation>
                    """)
            ])
        #expect(request.maximumTokens == 50 && request.temperature == 0.5 && request.timeLimit == .seconds(9))
        #expect(request.system.count == 1)
    }

    @Test("begins without one")
    func first() {
        let request = ConversationRecord.request(after: nil, ["User: Hi"], maximumTokens: 50, temperature: nil)
        #expect(request.temperature == nil)
        #expect(request.messages == [.user("<conversation>\nUser: Hi\n</conversation>")])
    }
}
