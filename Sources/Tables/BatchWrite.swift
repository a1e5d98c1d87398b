public import AWSServices

public enum BatchWrite: Sendable, Hashable {
    case put(Item)
    case delete(key: Item)
}
