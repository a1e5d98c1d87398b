import ArgumentParser
import Foundation

#if canImport(FoundationXML)
    import FoundationXML
#endif

/// The texts of the messages in a TwiML document, and their media.
enum TwiMLText {
    /// - Throws: `ValidationError` for what is no TwiML.
    static func messages(in document: String) throws -> [String] {
        let reader = Reader()
        let parser = XMLParser(data: Data(document.utf8))
        parser.delegate = reader
        guard parser.parse(), reader.isResponse else {
            throw ValidationError("The webhook answered with what is no TwiML: \(document.prefix(500))")
        }
        return reader.messages
    }

    private final class Reader: NSObject, XMLParserDelegate {
        var messages: [String] = []
        /// A response has been read to its end.
        var isResponse = false
        /// Texts and media of the message that is being read.
        private var lines: [String]?

        func parser(
            _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
            attributes: [String: String] = [:]
        ) {
            switch name {
            case "Message": lines = [""]
            case "Media": lines?.append("")
            default: break
            }
        }

        func parser(_ parser: XMLParser, foundCharacters text: String) {
            guard let last = lines?.indices.last else { return }
            lines?[last] += text
        }

        func parser(
            _ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?
        ) {
            // The parser takes a document without an end for a whole one.
            if name == "Response" { isResponse = true }
            guard name == "Message", let lines else { return }
            messages.append(lines.filter { !$0.isEmpty }.joined(separator: "\n"))
            self.lines = nil
        }
    }
}
