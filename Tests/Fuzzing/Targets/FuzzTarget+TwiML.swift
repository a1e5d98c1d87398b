import Twilio
import WireFormats

@testable import AWSServices

extension FuzzTarget {
    /// Any text becomes a document that can be parsed and gives the text back, in messages that Twilio takes.
    static let twiml = FuzzTarget("twiml") { fixtures in
        fixtures.texts.map { Array($0.utf8) }
            + [
                "a\n\nb\r\n\tc", "<Response/>&amp;\"'", String(repeating: "word ", count: 500), "👩‍👩‍👧‍👦e\u{301}",
                "]]>\u{0}\u{FFFF}",
            ]
            .map { Array($0.utf8) }
    } check: { bytes in
        let text = String(decoding: bytes, as: UTF8.self)
        for (limit, count) in [(MessageText.limit, TwiML.maximumMessageCount), (16, 4)] {
            try checkParts(of: text, limit: limit, maximumCount: count)
        }
        let message = TwiMLMessage(
            body: text, mediaURLs: [text], to: text, from: text, statusCallback: text, action: text)
        let document = try XMLNode(parsing: Array(TwiML(messages: [message]).xml.utf8))
        guard let node = document["Message"], document.children.count == 1, document.name == "Response" else {
            throw BrokenProperty("a message is no message, or two")
        }
        let writable = text.filteringXML
        try require(node["Media"]?.text.hasSameBytes(as: writable) == true, "a URL is another when it has been read")
        let body = writable.isEmpty ? node["Body"] == nil : node["Body"]?.text.hasSameBytes(as: writable) == true
        try require(body, "a text is another when it has been read")
        try require(node.children.count == (writable.isEmpty ? 1 : 2), "a text has become an element")

        let answer = try XMLNode(parsing: Array(TwiML(text).xml.utf8))
        try require(answer.children.allSatisfy { $0.children.isEmpty }, "a text has become an element")
        try require(answer.children.count <= TwiML.maximumMessageCount, "\(answer.children.count) messages")
    }

    private static func checkParts(of text: String, limit: Int, maximumCount: Int) throws(BrokenProperty) {
        let parts = MessageText.parts(of: text, limit: limit, maximumCount: maximumCount)
        try require(parts.count <= maximumCount, "\(parts.count) messages of at most \(maximumCount)")
        for part in parts {
            try require(!part.isEmpty, "an empty message")
            try require(part.utf16.count <= limit, "a message of \(part.utf16.count) units, and \(limit) are allowed")
        }
        let joined = parts.joined().withoutBlanks
        let isCut = parts.last?.hasSuffix("…") == true && parts.count == maximumCount
        try require(
            isCut ? text.withoutBlanks.starts(with: joined.dropLast()) : joined == text.withoutBlanks,
            "\(parts) is not what was to be sent")
    }
}

extension String {
    /// Its scalars that XML 1.0 can hold (§2.2).
    fileprivate var filteringXML: String {
        String(
            String.UnicodeScalarView(
                unicodeScalars.filter { scalar in
                    switch scalar.value {
                    case 0x9, 0xA, 0xD, 0x20...0xD7FF, 0xE000...0xFFFD, 0x10000...0x10FFFF: true
                    default: false
                    }
                }))
    }

    /// Its scalars but for white space, and for accents and joiners, which go with the blank that they stand on.
    fileprivate var withoutBlanks: [Unicode.Scalar] {
        unicodeScalars.filter { scalar in
            !scalar.properties.isWhitespace
                && (scalar.isASCII || String(String.UnicodeScalarView([" ", scalar])).count == 2)
        }
    }
}
