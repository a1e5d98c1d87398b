import AWSServices
import WireFormats

/// Sizes in bytes by DynamoDB's rules ("Item sizes and formats" in its developer guide).
///
/// Numbers are approximate there, too: one byte for two significant digits and one more. AWS's calculators add one for the
/// sign, and so do we: rather refuse a byte early than let DynamoDB refuse what SQLite took.
enum ItemSize {
    /// Of one item, names included. DynamoDB: 400 KB.
    static let maximumItem = 409_600
    /// Of the items one page of a query or scan reads, before any filter. DynamoDB: 1 MB.
    static let maximumPage = 1_048_576
    /// Of all items in a transaction. DynamoDB: 4 MB.
    static let maximumTransaction = 4_194_304

    static func of(_ item: Item) -> Int {
        item.reduce(0) { $0 + $1.key.utf8.count + of($1.value) }
    }

    static func of(_ value: AttributeValue) -> Int {
        switch value {
        case .string(let text): text.utf8.count
        case .number(let text): number(text)
        case .binary(let bytes): bytes.count
        case .bool, .null: 1
        case .list(let elements): elements.reduce(3) { $0 + of($1) + 1 }
        case .map(let members): members.reduce(3) { $0 + $1.key.utf8.count + of($1.value) + 1 }
        case .stringSet(let members): members.reduce(0) { $0 + $1.utf8.count }
        case .numberSet(let members): members.reduce(0) { $0 + number($1) }
        case .binarySet(let members): members.reduce(0) { $0 + $1.count }
        }
    }

    private static func number(_ text: String) -> Int {
        // What is no number is refused elsewhere; here it counts as its text.
        guard let number = try? DecimalNumber(text) else { return text.utf8.count }
        return (number.digits.count + 1) / 2 + 1 + (number.isNegative ? 1 : 0)
    }
}
