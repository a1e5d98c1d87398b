/// What a customer says, and nothing else, to get no more messages, or some again. WhatsApp has no list of its own; these are
/// Twilio's words for its other channels: https://help.twilio.com/articles/223134027.
enum OptOutWord: Sendable, Hashable {
    case out
    case backIn

    init?(_ text: String) {
        let word = text.split(whereSeparator: \.isWhitespace)
        guard word.count == 1 else { return nil }
        switch word[0].uppercased() {
        case "STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT": self = .out
        case "START", "UNSTOP", "YES": self = .backIn
        default: return nil
        }
    }
}
