internal import WireFormats

/// What a request must fulfil before a byte of it is sent: nothing in it may end the line it stands in.
extension HTTPRequest {
    /// - Throws: ``HTTPError/Code/invalidRequest``.
    func validate() throws(HTTPError) {
        guard !method.isEmpty, method.utf8.allSatisfy(Self.isMethodByte) else {
            throw Self.invalid("the method is not a token (RFC 9110 §9.1)")
        }
        guard Self.originLength(of: url) != nil else {
            throw Self.invalid("the URL is not an absolute http or https URL")
        }
        // Whatever is outside printable ASCII has to come percent-encoded (RFC 3986 §2).
        guard url.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
            throw Self.invalid("the URL has a blank, a control character or a byte that is not ASCII")
        }
        guard headers.isWellFormed else {
            throw Self.invalid("a header's name is not a token, or its value has a line break or NUL")
        }
        guard body.isEmpty || method != "HEAD" else {
            throw Self.invalid("a HEAD request has no body: libcurl sends none, and its meaning is not defined")
        }
        // libcurl frames the message itself; a second opinion on its length is how requests are smuggled.
        for field in headers.fields where Self.isFraming(field.name) {
            throw Self.invalid("the client makes the header \(field.name) itself")
        }
    }

    private static func invalid(_ message: String) -> HTTPError {
        HTTPError(code: .invalidRequest, requestWasSent: false, message: message)
    }

    private static func isMethodByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "-"): true
        default: false
        }
    }

    private static func isFraming(_ name: String) -> Bool {
        switch name.utf8.count {
        case 6: HTTPHeaders.isSame(name, "Expect")
        case 14: HTTPHeaders.isSame(name, "Content-Length")
        case 17: HTTPHeaders.isSame(name, "Transfer-Encoding")
        default: false
        }
    }

    /// The length of `scheme://authority` in bytes; `nil` when the URL does not begin with that.
    static func originLength(of url: String) -> Int? {
        var url = url
        return url.withUTF8 { url in
            let schemeLength = hasPrefix("https://", url) ? 8 : hasPrefix("http://", url) ? 7 : 0
            guard schemeLength > 0 else { return nil }
            var length = schemeLength
            while length < url.count, !isEndOfOrigin(url[length]) { length += 1 }
            return length > schemeLength ? length : nil
        }
    }

    private static func isEndOfOrigin(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "/") || byte == UInt8(ascii: "?") || byte == UInt8(ascii: "#")
    }

    /// In either case of letters.
    private static func hasPrefix(_ prefix: StaticString, _ text: UnsafeBufferPointer<UInt8>) -> Bool {
        prefix.withUTF8Buffer { prefix in
            guard text.count >= prefix.count else { return false }
            for index in prefix.indices where text[index] != prefix[index] && text[index] | 0x20 != prefix[index] {
                return false
            }
            return true
        }
    }
}
