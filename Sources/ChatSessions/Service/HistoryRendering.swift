import AWSServices
import SystemSupport
import WireFormats

/// Messages as clients see them.
enum HistoryRendering {
    /// An element of `chat_history`. `metadata` is JSON in a string, which clients parse.
    static func element(_ message: Message, isAdmin: Bool) -> JSON {
        [
            "user": .string(message.prompt), "chatbot": .string(message.response),
            "metadata": .string(message.sources.text), "messageId": .string(message.id),
            "userFeedback": isAdmin ? feedback(message) : [:],
        ]
    }

    private static func feedback(_ message: Message) -> JSON {
        let kind = message.feedbackType
        return [
            "feedbackType": .string(kind.prefix(1).uppercased() + kind.dropFirst().lowercased()),
            "feedbackCategory": .string(message.feedbackCategory),
            "feedbackMessage": .string(message.feedbackMessage),
            "feedbackRank": .string(message.feedbackRank.map { String($0) } ?? ""),
        ]
    }

    /// An element of `assemble_chat_history`, in DynamoDB's typed JSON. `metadata` is always an empty list: clients put the
    /// answer into a prompt, and session-handler never put sources there.
    static func typed(_ message: Message) -> JSON {
        [
            "M": [
                "user": ["S": .string(message.prompt)], "chatbot": ["S": .string(message.response)],
                "metadata": ["S": "[]"],
            ]
        ]
    }
}
