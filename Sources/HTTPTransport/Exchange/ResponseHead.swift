internal import WireFormats

/// Status and headers of a response, built from the lines that libcurl delivers. Interim responses (1xx) are passed
/// over, and so are trailers.
struct ResponseHead {
    private enum Expectation {
        case statusLine
        case fields
        case nothing
    }

    private(set) var status = 0
    private(set) var headers = HTTPHeaders()
    /// As the peer announced it; `nil` without a readable Content-Length.
    private(set) var contentLength: Int?
    private var expectation = Expectation.statusLine

    /// True once the empty line after the final response's headers has come.
    var isComplete: Bool { expectation == .nothing }

    /// Takes one line with its line break.
    ///
    /// - Returns: false when it is no part of an HTTP response.
    mutating func take(_ line: UnsafeRawBufferPointer) -> Bool {
        var end = line.count
        while end > 0, line[end - 1] == UInt8(ascii: "\n") || line[end - 1] == UInt8(ascii: "\r") { end -= 1 }
        switch expectation {
        case .nothing:
            return true
        case .statusLine:
            return takeStatusLine(line[..<end])
        case .fields:
            if end == 0 {
                expectation = status < 200 && status != 101 ? .statusLine : .nothing
                return true
            }
            return takeField(line[..<end])
        }
    }

    private mutating func takeStatusLine(_ line: Slice<UnsafeRawBufferPointer>) -> Bool {
        guard line.starts(with: "HTTP/".utf8), let space = line.firstIndex(of: UInt8(ascii: " ")) else { return false }
        var status = 0
        let digits = line[(space + 1)...].prefix(3)
        for byte in digits {
            guard byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") else { return false }
            status = status * 10 + Int(byte - UInt8(ascii: "0"))
        }
        guard digits.count == 3, status >= 100 else { return false }
        self.status = status
        headers = HTTPHeaders()
        contentLength = nil
        expectation = .fields
        return true
    }

    private mutating func takeField(_ line: Slice<UnsafeRawBufferPointer>) -> Bool {
        // A line that continues the one before (RFC 9112 §5.2, obsolete): no peer of ours has a use for it.
        if Self.isBlank(line[line.startIndex]) { return true }
        // libcurl lets lines without a colon pass; they carry nothing.
        guard let colon = line.firstIndex(of: UInt8(ascii: ":")) else { return true }
        var (start, end) = (colon + 1, line.endIndex)
        while start < end, Self.isBlank(line[start]) { start += 1 }
        while start < end, Self.isBlank(line[end - 1]) { end -= 1 }
        let name = Self.text(line[..<colon])
        let value = Self.text(line[start..<end])
        if name.utf8.count == 14, HTTPHeaders.isSame(name, "Content-Length") { contentLength = Int(value) }
        headers.add(name, value)
        return true
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }

    private static func text(_ bytes: Slice<UnsafeRawBufferPointer>) -> String {
        String(decoding: UnsafeRawBufferPointer(rebasing: bytes), as: UTF8.self)
    }
}
