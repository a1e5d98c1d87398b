import Foundation
import TestSupport
import Testing
import WireFormats

@testable import LocalCloud

@Suite("Text in XML")
struct XMLTextTests {
    /// Python's parser reads it, as an element's text and as an attribute's value.
    @Test("is read as it was, but for characters that XML cannot hold")
    func everyCharacter() async throws {
        let held = "<a b=\"c\" d='e'> & &amp; ]]> \r\n é 🙂 \u{7F}\u{85}\u{2028}\u{FFFD}"
        let escaped = XMLText.escape(held)
        let answer = try JSON(
            parsing: await Python.run(
                """
                import json, os, xml.etree.ElementTree as tree
                text = os.environ["TEXT"]
                print(json.dumps([tree.fromstring(f"<x>{text}</x>").text, tree.fromstring(f'<x y="{text}"/>').get("y")]))
                """, environment: ["TEXT": escaped, "PYTHONUTF8": "1"]))
        // In an attribute, every line break is a space.
        #expect(answer == [.string(held), .string(held.replacing("\r\n", with: "\r "))])
    }

    @Test(
        "has U+FFFD where XML 1.0 has no character",
        arguments: ["\0", "\u{1}", "\u{B}", "\u{1F}", "\u{FFFE}", "\u{FFFF}"])
    func impossible(_ text: String) {
        #expect(XMLText.escape("a\(text)b") == "a\u{FFFD}b")
    }
}
