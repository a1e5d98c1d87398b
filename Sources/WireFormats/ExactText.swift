/// Texts as their bytes of UTF-8.
///
/// Swift's `String` compares by canonical equivalence and takes texts apart by grapheme: a composed `é` equals `e` with an
/// accent, the Kelvin sign equals `K`, and `"a#\u{301}"` does not begin with `"a#"`. For DynamoDB, JSON, HTTP and Redis all of
/// these are different bytes. So identifiers, names, prefixes and digests are compared with what stands here, and are keys
/// of ``ExactDictionary`` and ``ExactSet``.
extension StringProtocol {
    /// True when both are the same bytes.
    @inlinable public func hasSameBytes(as other: some StringProtocol) -> Bool {
        // Most texts that are compared differ in length, which costs nothing to see.
        guard utf8.count == other.utf8.count else { return false }
        return withBytes { bytes in
            other.withBytes { commonPrefixLength(of: bytes, and: $0) == bytes.count }
        }
    }

    /// True when the bytes begin with those of `prefix`.
    @inlinable public func hasBytePrefix(_ prefix: some StringProtocol) -> Bool {
        withBytes { bytes in prefix.withBytes { bytes.starts(with: $0) } }
    }

    /// True when the bytes end with those of `suffix`.
    @inlinable public func hasByteSuffix(_ suffix: some StringProtocol) -> Bool {
        withBytes { bytes in suffix.withBytes { bytes.suffix($0.count).elementsEqual($0) } }
    }

    /// What follows the bytes of `prefix`; `nil` when the text does not begin with them.
    @inlinable public func removingBytePrefix(_ prefix: some StringProtocol) -> String? {
        hasBytePrefix(prefix) ? String(decoding: utf8.dropFirst(prefix.utf8.count), as: UTF8.self) : nil
    }

    /// True when the bytes come before those of `other`, as DynamoDB and SQLite order texts. `<` orders by Unicode's
    /// canonical forms.
    @inlinable public func precedesInBytes(_ other: some StringProtocol) -> Bool {
        withBytes { bytes in
            other.withBytes { other in
                let length = commonPrefixLength(of: bytes, and: other)
                guard length < bytes.count, length < other.count else { return bytes.count < other.count }
                return bytes[length] < other[length]
            }
        }
    }

    /// The bytes where they lie, as the views' iterators take several times as long.
    @inlinable func withBytes<Result>(_ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
        if let result = utf8.withContiguousStorageIfAvailable(body) { return result }
        var copy = String(self)
        return copy.withUTF8(body)
    }
}

/// How many bytes both begin with, eight at a time where there are as many.
@inlinable func commonPrefixLength(of left: UnsafeBufferPointer<UInt8>, and right: UnsafeBufferPointer<UInt8>) -> Int {
    let count = min(left.count, right.count)
    let (rawLeft, rawRight) = (UnsafeRawBufferPointer(left), UnsafeRawBufferPointer(right))
    var length = 0
    // Both buffers have the eight bytes from `length` on.
    while length + 8 <= count,
        rawLeft.loadUnaligned(fromByteOffset: length, as: UInt64.self)
            == rawRight.loadUnaligned(fromByteOffset: length, as: UInt64.self)
    {
        length += 8
    }
    while length < count, left[length] == right[length] { length += 1 }
    return length
}

/// A text as a key or an element: equal when the bytes are, ordered by them.
public struct ExactText: Sendable, Hashable, Comparable {
    public let text: String

    @inlinable public init(_ text: String) { self.text = text }

    @inlinable public static func == (left: ExactText, right: ExactText) -> Bool {
        left.text.hasSameBytes(as: right.text)
    }

    @inlinable public static func < (left: ExactText, right: ExactText) -> Bool {
        left.text.precedesInBytes(right.text)
    }

    @inlinable public func hash(into hasher: inout Hasher) {
        text.withBytes { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
    }
}

extension ExactText: CustomStringConvertible, ExpressibleByStringLiteral {
    public var description: String { text }
    @inlinable public init(stringLiteral value: String) { self.init(value) }
}

extension Sequence<String> {
    /// The texts in the order of their bytes.
    public func sortedByBytes() -> [String] { sorted { $0.precedesInBytes($1) } }
}
