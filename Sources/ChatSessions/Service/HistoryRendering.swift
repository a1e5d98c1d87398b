import AWSServices
import SystemSupport
import WireFormats

/// Messages as clients see them.
enum HistoryRendering {
    /// `chat_history`, as much of it as one response can carry: the newest messages, oldest first.
    struct Fitting {
        var elements: [JSON]
        /// The oldest message among them, when there are older ones.
        var next: ListPosition?
    }

    static func fitting(_ messages: [Message], isAdmin: Bool) -> Fitting {
        let (elements, oldest) = newest(messages) { element($0, isAdmin: isAdmin) }
        return Fitting(
            elements: elements, next: oldest.map { ListPosition(createdAt: $0.time.description, id: $0.id) })
    }

    /// The newest messages that one response can carry, oldest first, and the first of them when there are older ones.
    private static func newest(_ messages: [Message], _ element: (Message) -> JSON) -> ([JSON], oldest: Message?) {
        var elements: [JSON] = []
        var size = 0
        for (index, message) in messages.enumerated().reversed() {
            let element = element(message)
            size += element.escapedSize
            if size > Limits.response, !elements.isEmpty { return (elements.reversed(), messages[index + 1]) }
            elements.append(element)
        }
        return (elements.reversed(), nil)
    }

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

    /// `assemble_chat_history`: DynamoDB's typed JSON, as much as one response can carry, without the oldest. Its `metadata`
    /// never held sources in the original, whose reader puts the result into a prompt, so it stays an empty list.
    static func typed(_ messages: [Message]) -> [JSON] {
        newest(messages) { message in
            [
                "M": [
                    "user": ["S": .string(message.prompt)], "chatbot": ["S": .string(message.response)],
                    "metadata": ["S": "[]"],
                ]
            ]
        }.0
    }
}
