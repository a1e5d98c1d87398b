import CWebPage
import Cryptography
import WireFormats

/// A file of the page, as it was when the executable was built.
struct PageFile: Sendable, Hashable {
    let name: String
    /// As it lies in `page/`.
    let source: String

    /// Every file of `page/`.
    static let all: [PageFile] = {
        var files: [PageFile] = []
        while let file = CWebPageFileAt(files.count)?.pointee {
            let bytes = UnsafeBufferPointer(start: file.bytes, count: file.count)
            files.append(PageFile(name: String(cString: file.name), source: String(decoding: bytes, as: UTF8.self)))
        }
        return files
    }()

    /// What tells this set of files from every other one, in 16 hexadecimal digits.
    static let version: String = {
        let content = all.map { "\($0.name)\0\($0.source)\0" }.joined()
        return hexadecimal(SHA256.hash(data: Array(content.utf8)).prefix(8))
    }()

    /// What browsers get: without indentation, without lines that are only a comment, and in style sheets without spaces
    /// behind punctuation. Every other line keeps its number, for those who look for an error.
    var text: String {
        let isStyle = name.hasSuffix(".css")
        return source.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            let line = line.drop { $0 == "\t" }
            if line.hasPrefix("// ") || (line.hasPrefix("/*") && line.hasSuffix("*/")) { return "" }
            return isStyle ? Self.withoutSpaces(line) : String(line)
        }.joined(separator: "\n")
    }

    /// A line of a style sheet without the spaces that mean nothing there: behind `:`, `;`, `,`, `{` and before `{`, `}`. One
    /// before a colon tells descendants from states.
    private static func withoutSpaces(_ line: Substring) -> String {
        var result = ""
        for character in line {
            if "{}".contains(character), result.last == " " { result.removeLast() }
            if character == " ", let last = result.last, ":;,{".contains(last) { continue }
            result.append(character)
        }
        return result
    }

    /// By what the name ends in.
    var contentType: String {
        switch name.split(separator: ".").last {
        case "html": "text/html; charset=utf-8"
        case "css": "text/css; charset=utf-8"
        case "js": "text/javascript; charset=utf-8"
        case "svg": "image/svg+xml"
        default: "text/plain; charset=utf-8"
        }
    }
}
