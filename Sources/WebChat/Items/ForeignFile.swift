import Gateway
import WireFormats

/// Files of chats that other products export, and that people try to import: recognized for what to say, not read.
///
/// By the members that their chats have, as of 2026; ChatGPT's and Open WebUI's files are lists of chats, LibreChat's are single
/// ones.
enum ForeignFile {
    static func product(of file: JSON) -> String? {
        let chat = file.array?.first ?? file
        if chat["mapping"]?.object != nil { return "ChatGPT" }
        if chat["chat"]?.object != nil { return "Open WebUI" }
        if chat["conversationId"] != nil { return "LibreChat" }
        if chat["chat_messages"]?.array != nil { return "Claude" }
        return nil
    }

    /// What to say of a file that is none of ours, and which are taken.
    static func refusal(of file: JSON) -> String {
        let whose = product(of: file).map { "this seems to be a file of \($0), and " } ?? ""
        return whose + "only files that GET /api/export or GET /api/export/{id} gave are taken"
    }
}
