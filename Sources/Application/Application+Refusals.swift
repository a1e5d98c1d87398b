import Gateway

/// What is answered for systems that are off, because their tables are not named.
extension Application {
    static let chatIsOff = Failure(
        .unavailable, "Chat sessions are off: SESSION_TABLE, MESSAGES_TABLE and REVIEW_TABLE are not set")
    static let assessmentsAreOff = Failure(
        .unavailable, "Assessments are off: SESSIONS_TABLE_NAME and AGENT_EVENTS_TABLE_NAME are not set")
    static let webChatIsOff = Failure(.unavailable, "Web chat is off: CONVERSATIONS_TABLE is not set")
    static let whatsAppIsOff = Failure(.unavailable, "WhatsApp is off: CONVERSATIONS_TABLE is not set")
    static let contextMemoryIsOff = Failure(
        .unavailable, "Context memory is off: neither REDIS_URL or REDIS_HOST nor CONVERSATIONS_TABLE is set")
}
