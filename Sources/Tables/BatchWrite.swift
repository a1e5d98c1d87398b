public import AWSServices
public import WireFormats

public enum BatchWrite: Sendable, Hashable {
    case put(Item)
    case delete(key: Item)
}
