import CWebPage
import Cryptography
import WireFormats

/// A file of the page, as it was when the executable was built.
struct PageFile: Sendable, Hashable {
    let name: String
    let text: String

    /// Every file of `page/`.
    static let all: [PageFile] = {
        var files: [PageFile] = []
        while let file = CWebPageFileAt(files.count)?.pointee {
            let bytes = UnsafeBufferPointer(start: file.bytes, count: file.count)
            files.append(PageFile(name: String(cString: file.name), text: String(decoding: bytes, as: UTF8.self)))
        }
        return files
    }()

    /// What tells this set of files from every other one, in 16 hexadecimal digits.
    static let version: String = {
        let content = all.map { "\($0.name)\0\($0.text)\0" }.joined()
        return hexadecimal(SHA256.hash(data: Array(content.utf8)).prefix(8))
    }()

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
