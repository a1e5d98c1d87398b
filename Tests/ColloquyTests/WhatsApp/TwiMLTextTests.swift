import ArgumentParser
import Testing
import Twilio

@testable import colloquy

@Suite("Texts of TwiML")
struct TwiMLTextTests {
    @Test("are read back as they were written")
    func texts() throws {
        let hostile = "<b>&amp; \"it's\"\r\n\té😀"
        let document = TwiML(messages: [
            TwiMLMessage(body: hostile), TwiMLMessage(body: "Look", mediaURLs: ["https://x.example/?a=1&b=2"]),
        ]).xml
        #expect(try TwiMLText.messages(in: document) == [hostile, "Look\nhttps://x.example/?a=1&b=2"])
        #expect(try TwiMLText.messages(in: TwiML.empty.xml) == [])
    }

    @Test("of anything else there are none", arguments: ["", "{}", "<html/>", "<Response>"])
    func noTwiML(document: String) {
        #expect(throws: ValidationError.self) { try TwiMLText.messages(in: document) }
    }
}
