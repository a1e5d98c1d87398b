/// What a message asks of the stand-in besides being sent: `[twilio throttle once]`, `[twilio lose]`, …
/// `events/README.md` lists them.
struct TwilioMarkers: Sendable, Hashable {
    enum Outcome: Sendable, Hashable {
        /// Refused, and not taken.
        case refused(TwilioRefusal)
        /// Taken, and then the connection ends without an answer.
        case lost
        /// Taken, but never delivered.
        case undelivered(errorCode: Int)
    }

    var outcome: Outcome?
    /// How often the same message meets that; `nil` for always.
    var times: Int?
    /// Status callbacks come in the wrong order.
    var isShuffled = false

    init(in body: String) {
        for match in body.matches(of: /\[twilio (?<name>[a-z ]+?)(?<often> once| twice)?\]/) {
            let name = match.output.name
            if name == "shuffle" {
                isShuffled = true
            } else if let outcome = Self.outcomes[String(name)] {
                self.outcome = outcome
                times = match.output.often.map { $0 == " once" ? 1 : 2 }
            }
        }
    }

    private static let outcomes: [String: Outcome] = [
        "throttle": .refused(.tooManyRequests), "fail": .refused(.internalError), "lose": .lost,
        // "Failed to send freeform message because you are outside the allowed window."
        "outside window": .undelivered(errorCode: 63_016),
        // "Unable to deliver message: recipient is not on WhatsApp", or has not agreed to its terms.
        // "Attempt to send to unsubscribed recipient": told at once, or, where a messaging service sends, by the callback.
        "opted out": .refused(.optedOut), "opted out later": .undelivered(errorCode: 21_610),
        "unreachable": .undelivered(errorCode: 63_024),
    ]
}
