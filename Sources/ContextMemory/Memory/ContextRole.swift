/// Who says a message. Sessions of the original may hold other words, which are read as they are.
public enum ContextRole: String, Sendable, Hashable, CaseIterable {
    case user
    case assistant
    case system
    case tool
}
