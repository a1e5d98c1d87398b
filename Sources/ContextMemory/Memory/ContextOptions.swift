/// What of a conversation is shown, and how. By default as the original did: the last ten messages.
public struct ContextOptions: Sendable, Hashable {
    public var maximumMessages: Int
    /// Puts the summary first.
    public var includesSummary: Bool
    /// The most estimated tokens of summary and messages. Messages are taken from the newest on, each as a whole, up to the
    /// first that does not fit; a summary that does not fit is left out.
    public var tokenBudget: Int?
    /// Lets the window begin with an answer whose question is not in it. By default only without a budget.
    public var allowsOrphanStart: Bool
    /// Marks lines inside a message that look like the beginning of another: see ``RoleMarkers``.
    public var escapesRoles: Bool

    public init(
        maximumMessages: Int = 10, includesSummary: Bool = false, tokenBudget: Int? = nil,
        allowsOrphanStart: Bool? = nil, escapesRoles: Bool = false
    ) {
        self.maximumMessages = maximumMessages
        self.includesSummary = includesSummary
        self.tokenBudget = tokenBudget
        self.allowsOrphanStart = allowsOrphanStart ?? (tokenBudget == nil)
        self.escapesRoles = escapesRoles
    }
}
