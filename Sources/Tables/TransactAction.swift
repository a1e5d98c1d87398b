public import AWSServices
public import WireFormats

public enum TransactAction: Sendable, Hashable {
    case put(table: String, item: Item, if: Condition? = nil)
    case update(table: String, key: Item, Update, if: Condition? = nil)
    case delete(table: String, key: Item, if: Condition? = nil)
    case check(table: String, key: Item, if: Condition)
}
