/// Of items that lead to a session or a message.
enum LookupAttribute {
    static let address = "address"
    static let ordinal = "ordinal"
    static let messageSort = "message"
}
