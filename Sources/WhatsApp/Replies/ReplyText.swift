/// What we say by ourselves.
enum ReplyText {
    static func received(_ order: Order) -> String {
        let total = order.totalText.map { " Total: \($0)." } ?? ""
        return "✅ Order received: \(order.itemText).\(total)\n\nTo change it, just write what should be different."
    }

    static func isThisRight(_ order: Order) -> String {
        "I understood: \(order.itemText). Is that what you would like to order? Please say yes, or write each product "
            + "with its quantity."
    }

    static let notUnderstood =
        "I could not quite read your order. Please write each product with its quantity, such as: 5 units of Product A."

    static let howToOrder =
        "I can take your order: please write each product with its quantity, such as: 5 units of Product A."

    /// For a message that has no text.
    static func received(_ type: MessageType) -> String {
        let what =
            switch type {
            case .image: "Thank you for the picture."
            case .audio: "Thank you for the voice message."
            case .video: "Thank you for the video."
            case .document: "Thank you for the document."
            case .location: "Thank you for the location."
            case .contacts: "Thank you for the contact."
            case .text, .button, .sticker, .interactive, .reaction, .system, .unknown: "Thank you for your message."
            }
        return what + " Our staff can open it, but I can only read text. " + howToOrder
    }

    static let failed =
        "Sorry, your message has arrived but could not be answered automatically. Our staff can see it."

    // MARK: - For the staff

    static func optedOut(_ word: String) -> String { "The customer wants no more messages (\(word))." }
    static func optedIn(_ word: String) -> String { "The customer wants messages again (\(word))." }
}
