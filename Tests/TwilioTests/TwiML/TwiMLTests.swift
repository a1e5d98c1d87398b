import Foundation
import Gateway
import TestSupport
import Testing
import Twilio
import WireFormats

@Suite("TwiML")
struct TwiMLTests {
    private static let head = #"<?xml version="1.0" encoding="UTF-8"?>"#

    @Test("without a message is an empty response")
    func empty() {
        #expect(TwiML.empty.xml == Self.head + "<Response/>")
        #expect(TwiML("").xml == Self.head + "<Response/>")
        #expect(TwiML(" \n").xml == Self.head + "<Response/>")
        #expect(
            TwiML.empty.response
                == Response(
                    headers: ["Content-Type": "text/xml; charset=utf-8"], body: .text(Self.head + "<Response/>")))
    }

    @Test("a text is a message, with whom to tell how it fares")
    func message() {
        #expect(
            TwiML("Noted: 5 units.", statusCallback: "https://x.example/status?a=1&b=2").xml
                == Self.head + "<Response><Message statusCallback=\"https://x.example/status?a=1&amp;b=2\">"
                + "Noted: 5 units.</Message></Response>")
    }

    @Test("a message may have media, and go to another")
    func media() {
        let message = TwiMLMessage(
            body: "Look", mediaURLs: ["https://x.example/1?a=b&c", "https://x.example/2"],
            to: "whatsapp:+14155550100", from: "whatsapp:+14155238886", action: "https://x.example/\"")
        #expect(
            TwiML(messages: [message]).xml
                == Self.head + "<Response><Message to=\"whatsapp:+14155550100\" from=\"whatsapp:+14155238886\" "
                + "action=\"https://x.example/&quot;\"><Body>Look</Body><Media>https://x.example/1?a=b&amp;c</Media>"
                + "<Media>https://x.example/2</Media></Message></Response>")
        #expect(
            TwiML(messages: [TwiMLMessage(body: "", mediaURLs: ["https://x.example/1"])]).xml
                == Self.head + "<Response><Message><Media>https://x.example/1</Media></Message></Response>")
    }

    @Test("what is hostile to XML is escaped, and what XML cannot hold is left out")
    func hostile() {
        #expect(
            TwiML("</Message><Message to=\"x\">&amp;]]>\u{0}\u{8}\u{FFFE}\u{1B}[0m\r\n\tend").xml
                == Self.head + "<Response><Message>&lt;/Message&gt;&lt;Message to=&quot;x&quot;&gt;&amp;amp;]]&gt;"
                + "[0m&#13;\n\tend</Message></Response>")
    }

    @Test("messages with nothing to send are left out, and those beyond the tenth")
    func limits() {
        let messages = ["a", "", "\u{1}"].map { TwiMLMessage(body: $0) }
        #expect(TwiML(messages: messages).xml == Self.head + "<Response><Message>a</Message></Response>")
        let many = TwiML(messages: Array(repeating: TwiMLMessage(body: "a"), count: 11)).xml
        #expect(many.components(separatedBy: "<Message>").count == 11)
    }

    private static let compare = """
        import json, sys
        import xml.etree.ElementTree as tree
        from twilio.twiml.messaging_response import MessagingResponse, Message, Body, Media
        def theirs(messages):
            response = MessagingResponse()
            for message in messages:
                names = {name: value for name, value in message['attributes'].items()}
                if message['media']:
                    element = Message(**names)
                    element.append(Body(message['body']))
                    for url in message['media']: element.append(Media(url))
                    response.append(element)
                else:
                    response.message(message['body'], **names)
            return str(response)
        for line in open(sys.argv[1], encoding='utf-8'):
            case = json.loads(line)
            ours = tree.fromstring(case['xml'].encode())
            expected = tree.fromstring(theirs(case['messages']).encode())
            if tree.canonicalize(tree.tostring(ours)) != tree.canonicalize(tree.tostring(expected)): print(line)
        """

    @Test("2,000 documents read as those that Twilio's library writes for the same messages")
    func library() async throws {
        var random = SeededGenerator(seed: 14_103)
        let texts = [
            "Hi", "<b>", "&", "\"'", "]]>", "é😀", "line\nline", "\t", "日本語", "<!-- -->", "<?xml?>", "&#0;", "\u{2028}",
        ]
        let lines = (0..<2_000).map { _ in
            let messages = (0..<random.below(5)).map { _ in
                TwiMLMessage(
                    body: (0...random.below(4)).map { _ in random.pick(texts) }.joined(),
                    mediaURLs: (0..<random.below(3)).map { "https://x.example/\($0)?a=1&b=\(random.pick(texts))" },
                    statusCallback: random.isTrue(oneIn: 2) ? "https://x.example/?\(random.pick(texts))" : nil)
            }
            let described = messages.map { message -> JSON in
                [
                    "body": .string(message.body), "media": .array(message.mediaURLs.map(JSON.string)),
                    "attributes": message.statusCallback.map { ["status_callback": .string($0)] } ?? [:],
                ]
            }
            let line: JSON = ["xml": .string(TwiML(messages: messages).xml), "messages": .array(described)]
            return String(decoding: line.serialized(), as: UTF8.self)
        }
        let directory = try TemporaryDirectory()
        try lines.joined(separator: "\n").write(toFile: directory.path + "/cases", atomically: true, encoding: .utf8)
        #expect(try await Python.run(Self.compare, [directory.path + "/cases"]) == "")
    }
}
