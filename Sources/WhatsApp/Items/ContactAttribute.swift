/// Names of the attributes of system 004's items, beside those of `ConversationAttribute`.
enum ContactAttribute {
    static let profileName = "profile_name"
    static let phone = "phone_number"
    /// Of the current session, or of the last one.
    static let sessionOrdinal = "session_ordinal"
    static let lastInboundAt = "last_inbound_at"
    static let optedOutAt = "opted_out_at"
    /// Where the contact is kept: of a ``ContactLink``.
    static let linkTarget = "same_as"
    /// Of ``FormerAddresses``, the oldest first.
    static let formerAddresses = "former_addresses"
    /// When they last said that they want none; ``optedOutAt`` is since when.
    static let lastOptOutAt = "last_opt_out_at"
    /// When they asked for messages again.
    static let optedInAt = "opted_in_at"
}
