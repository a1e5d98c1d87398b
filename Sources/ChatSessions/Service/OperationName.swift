/// The operations of system 000, as clients write them.
enum OperationName: String, CaseIterable, Sendable {
    case addNewSession = "add_new_session_with_first_message"
    case addMessage = "add_message_to_existing_session"
    case getSession = "get_session"
    case updateSession = "update_session"
    case deleteSession = "delete_session"
    case listSessions = "list_sessions_by_user_id"
    case listMoreSessions = "list_all_sessions_by_user_id"
    case listAllSessions = "list_all_sessions"
    case assembleChatHistory = "assemble_chat_history"
    case updateReview = "update_review_session"
    case deleteReview = "delete_review_session"
    case downloadCSV = "download_all_sessions_csv"

    /// Who may ask, apart from the check of each object.
    enum Access: Sendable {
        /// Any user. A direct caller must name one where the original required `user_id`.
        case user(isNamed: Bool)
        /// Admins, and direct callers, who are protected by IAM.
        case admin(isNamed: Bool)
    }

    var access: Access {
        switch self {
        case .addNewSession, .getSession, .updateSession, .deleteSession, .listSessions, .listMoreSessions:
            .user(isNamed: true)
        case .addMessage, .assembleChatHistory: .user(isNamed: false)
        case .updateReview, .deleteReview: .admin(isNamed: true)
        case .listAllSessions, .downloadCSV: .admin(isNamed: false)
        }
    }
}
