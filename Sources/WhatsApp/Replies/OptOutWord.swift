import AWSServices
import WireFormats

/// What a customer says, and nothing else, to get no more messages, or some again.
///
/// WhatsApp has no words of its own; these are Twilio's for its other channels, as of June 2026:
/// https://help.twilio.com/articles/223134027 and https://www.twilio.com/docs/messaging/tutorials/advanced-opt-out. Case and
/// white space around a word do not count; with anything else beside it, a full stop too, it is none, as at Twilio:
/// https://help.twilio.com/articles/31560110671259.
enum OptOutWord: String, Sendable, Hashable {
    case out = "STOP"
    case backIn = "START"
    /// Twilio has answered it. Only ``init(twilioType:)`` gives it: without Advanced Opt-Out nobody has answered, and HELP is
    /// a question like any other.
    case help = "HELP"

    init?(_ text: String) {
        let words = text.split(whereSeparator: \.isWhitespace)
        guard words.count == 1 else { return nil }
        switch words[0].uppercased() {
        case "STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "REVOKE", "OPTOUT": self = .out
        case "START", "UNSTOP", "YES": self = .backIn
        default: return nil
        }
    }

    /// Reads `OptOutType`, which Twilio adds where a messaging service has Advanced Opt-Out: it knows the words that were
    /// chosen there, in any language.
    init?(twilioType text: String) { self.init(rawValue: text.uppercased()) }

    /// Twilio's type decides where there is one, whatever the word.
    init?(_ message: WhatsAppMessage) {
        if let type = message.metadata[WhatsAppMessage.optOutMember]?.string.flatMap(Self.init(twilioType:)) {
            self = type
            return
        }
        switch message.type {
        // The name of a place, and what was chosen or filled in, are no words to us.
        case .location, .interactive, .reaction: return nil
        default: self.init(message.content)
        }
    }
}

extension WhatsAppMessage {
    /// `OptOutType` of the webhook.
    static let optOutMember = "opt_out_type"
}
