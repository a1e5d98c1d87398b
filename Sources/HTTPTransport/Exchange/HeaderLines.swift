internal import CCurl
internal import WireFormats

/// The header lines of a request as the linked list that libcurl reads, in memory that is used again for the next
/// request: `curl_slist_append` would allocate twice a line and walk the list each time.
struct HeaderLines: ~Copyable {
    private var text = UnsafeMutableRawBufferPointer.allocate(byteCount: 1_024, alignment: 1)
    private var nodes = UnsafeMutableBufferPointer<curl_slist>.allocate(capacity: 24)
    private var textCount = 0
    private var nodeCount = 0

    deinit {
        text.deallocate()
        nodes.deallocate()
    }

    /// The first node; valid until the next ``fill(_:withoutDefaults:)``. `nil` for no lines.
    var first: UnsafeMutablePointer<curl_slist>? { nodeCount > 0 ? nodes.baseAddress : nil }

    /// - Parameter withoutDefaults: headers that libcurl would make up by itself, and must not.
    mutating func fill(_ headers: HTTPHeaders, withoutDefaults: [StaticString]) {
        let lineCount = headers.fields.count + withoutDefaults.count
        // Colon, blank and NUL.
        let byteCount =
            headers.fields.reduce(0) { $0 + $1.name.utf8.count + $1.value.utf8.count + 3 }
            + withoutDefaults.reduce(0) { $0 + $1.utf8CodeUnitCount + 3 }
        reserve(lines: lineCount, bytes: byteCount)
        (textCount, nodeCount) = (0, 0)
        for field in headers.fields {
            beginLine()
            append(field.name)
            // To libcurl, a name with a colon and nothing else means «leave this header out».
            if field.value.utf8.allSatisfy({ $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }) {
                append(UInt8(ascii: ";"))
            } else {
                append(UInt8(ascii: ":"))
                append(UInt8(ascii: " "))
                append(field.value)
            }
            append(0)
        }
        for name in withoutDefaults {
            beginLine()
            name.withUTF8Buffer { append(UnsafeRawBufferPointer($0)) }
            append(UInt8(ascii: ":"))
            append(0)
        }
    }

    private mutating func reserve(lines: Int, bytes: Int) {
        if nodes.count < lines {
            nodes.deallocate()
            nodes = .allocate(capacity: lines * 2)
        }
        if text.count < bytes {
            text.deallocate()
            text = .allocate(byteCount: bytes * 2, alignment: 1)
        }
    }

    private mutating func beginLine() {
        let start = text.baseAddress.map { ($0 + textCount).assumingMemoryBound(to: CChar.self) }
        nodes.initializeElement(at: nodeCount, to: curl_slist(data: start, next: nil))
        if nodeCount > 0 { nodes[nodeCount - 1].next = nodes.baseAddress.map { $0 + nodeCount } }
        nodeCount += 1
    }

    private mutating func append(_ byte: UInt8) {
        text[textCount] = byte
        textCount += 1
    }

    private mutating func append(_ string: String) {
        var string = string
        string.withUTF8 { append(UnsafeRawBufferPointer($0)) }
    }

    private mutating func append(_ bytes: UnsafeRawBufferPointer) {
        UnsafeMutableRawBufferPointer(rebasing: text[textCount..<(textCount + bytes.count)]).copyMemory(from: bytes)
        textCount += bytes.count
    }
}
