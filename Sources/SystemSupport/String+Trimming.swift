extension String {
    /// Nothing but white space, or nothing at all: no model takes such a message.
    public var isBlank: Bool { allSatisfy(\.isWhitespace) }

    /// Without white space at either end.
    public var trimmed: String {
        guard let first = firstIndex(where: { !$0.isWhitespace }), let last = lastIndex(where: { !$0.isWhitespace })
        else { return "" }
        return String(self[first...last])
    }

    /// As many whole characters from the start as fit into `maximum` bytes of UTF-8.
    public func prefix(bytes maximum: Int) -> String {
        guard utf8.count > maximum else { return self }
        var size = 0
        return String(
            prefix { character in
                size += character.utf8.count
                return size <= maximum
            })
    }
}
