/// S3 orders and compares keys by the bytes of their UTF-8, not by characters.
enum KeyOrder {
    static func precedes(_ left: String, _ right: String) -> Bool { left.utf8.lexicographicallyPrecedes(right.utf8) }

    static func holds(_ key: String, prefix: String, after previous: String?) -> Bool {
        guard key.utf8.starts(with: prefix.utf8) else { return false }
        return previous.map { precedes($0, key) } ?? true
    }
}
