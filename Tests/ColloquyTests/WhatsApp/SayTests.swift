import ArgumentParser
import Testing

@testable import colloquy

@Suite("colloquy whatsapp say")
struct SayTests {
    @Test("takes a number with and without the channel, and makes up ids")
    func message() throws {
        let plain = try Say.parse(["5 units", "--media", "https://x.example/1", "--media", "https://x.example/2"])
            .message
        #expect(plain.from == "whatsapp:+14155550100" && plain.text == "5 units" && plain.media.count == 2)
        #expect(plain.sid.count == 34 && plain.sid.hasPrefix("SM"))
        let other = try Say.parse(["x", "--from", "whatsapp:US.1", "--sid", "SM7", "--name", "Bo"]).message
        #expect(other == CustomerMessage(text: "x", from: "whatsapp:US.1", media: [], sid: "SM7", name: "Bo"))
    }

    @Test(
        "says what is wrong with its arguments",
        arguments: [
            [], ["x", "--url", "localhost"], ["x", "--twilio", "http://127.0.0.1:1"], ["x", "--wait", "-1"],
            ["x", "--url", "http://127.0.0.1:1", "--twilio", "y"],
        ])
    func wrong(arguments: [String]) {
        #expect(throws: (any Error).self) { try Say.parse(arguments) }
    }
}
