/// Makes values of an input's bytes, one after the other; of an input that has ended, zeros and empty texts.
struct FuzzInput {
    private(set) var rest: ArraySlice<UInt8>

    init(_ bytes: [UInt8]) { rest = bytes[...] }

    var isAtEnd: Bool { rest.isEmpty }

    mutating func byte() -> UInt8 { rest.popFirst() ?? 0 }

    /// From 0 up to, not including, `limit`, which is at most 256.
    mutating func number(below limit: Int) -> Int { Int(byte()) % limit }

    mutating func integer<Integer: FixedWidthInteger>(_ type: Integer.Type) -> Integer {
        (0..<Integer.bitWidth / 8).reduce(0) { value, _ in value << 8 | Integer(truncatingIfNeeded: byte()) }
    }

    /// As many bytes as the next one says, or as are left.
    mutating func bytes() -> [UInt8] {
        let length = Int(byte())
        let bytes = rest.prefix(length)
        rest = rest.dropFirst(length)
        return Array(bytes)
    }

    /// The same as text, mended where it is not UTF-8.
    mutating func text() -> String { String(decoding: bytes(), as: UTF8.self) }

    mutating func pick<Element>(_ elements: [Element]) -> Element { elements[number(below: elements.count)] }

    /// Calls `next` at most `limit` times, until the input ends.
    mutating func list<Element>(atMost limit: Int, _ next: (inout FuzzInput) -> Element) -> [Element] {
        var elements: [Element] = []
        for _ in 0..<number(below: limit + 1) where !isAtEnd { elements.append(next(&self)) }
        return elements
    }
}

extension FuzzInput {
    /// The bytes that ``FuzzInput/bytes()`` reads as these; for seeds. Cut after 255.
    static func encoding(_ bytes: some Collection<UInt8>) -> [UInt8] {
        let bytes = bytes.prefix(255)
        return [UInt8(bytes.count)] + bytes
    }

    static func encoding(_ text: String) -> [UInt8] { encoding(Array(text.utf8)) }
}
