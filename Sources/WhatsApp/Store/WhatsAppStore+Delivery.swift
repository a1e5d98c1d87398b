import AWSServices
import Gateway
import SystemSupport
import Tables
import WireFormats

/// What becomes of the messages that we send.
extension WhatsAppStore {
    /// What Twilio reports of a message.
    struct DeliveryReport: Sendable, Hashable {
        /// Twilio's id of the message.
        var sid: String
        var status: DeliveryStatus
        /// Of a failure.
        var errorCode: String?
    }

    enum Delivery: Sendable, Hashable {
        case updated(WhatsAppMessage)
        /// The message is known to be as far already, or to have failed.
        case unchanged(WhatsAppMessage)
        /// No message of ours.
        case unknown
    }

    /// Notes how far a message has come, in whatever order reports arrive. The first report also tells the message's id where
    /// the message was sent by the webhook's answer.
    ///
    /// - Parameter reference: what the URL of the report names; without it the message is found by its id, if it was known.
    func note(_ report: DeliveryReport, of reference: MessageReference?) async throws(Failure) -> Delivery {
        guard let (address, place) = try await place(of: reference, report.sid) else { return .unknown }
        let isIts = Condition.any([
            .absent(MessageAttribute.sid), .equals(MessageAttribute.sid, .string(report.sid)),
        ])
        var update = Update(set: [
            MessageAttribute.sid: .string(report.sid), MessageAttribute.deliveryStatus: .string(report.status.rawValue),
            MessageAttribute.deliveryRank: .int(report.status.rank),
        ])
        update.set[MessageAttribute.errorCode] = report.errorCode.map(AttributeValue.string)
        let isNews = Condition.any([
            .absent(MessageAttribute.deliveryRank),
            .less(MessageAttribute.deliveryRank, .int(report.status.supersedes)),
            // The id is news, too.
            .all([
                .absent(MessageAttribute.sid), .equals(MessageAttribute.deliveryRank, .int(report.status.rank)),
            ]),
        ])
        let outcome = try await transact([
            .update(
                table: table, key: address.messageKey(place), update,
                if: .all([
                    .equals(MessageAttribute.direction, .string(MessageDirection.outbound.rawValue)), isIts, isNews,
                ])),
            .put(table: table, item: lookup(of: place, address, report.sid)),
        ])
        guard let message = try await message(place, of: address), message.direction == .outbound,
            message.sid == nil || message.sid == report.sid
        else { return .unknown }
        if case .done = outcome { return .updated(message) }
        return .unchanged(message)
    }

    private func place(
        of reference: MessageReference?, _ sid: String
    ) async throws(Failure) -> (ContactAddress, MessagePlace)? {
        if let reference {
            guard let (address, ordinal) = try await place(ofSession: reference.sessionID) else { return nil }
            return (address, reference.place(inSession: ordinal))
        }
        guard let item = try await get(table, LookupKey.sentMessage(sid)),
            let address = item[LookupAttribute.address]?.string.flatMap({ ContactAddress(stored: $0) }),
            let place = item[LookupAttribute.messageSort]?.string.flatMap(MessagePlace.init(sort:))
        else { return nil }
        return (address, place)
    }

    /// What finds the message by its id, for as long as reports come.
    private func lookup(of place: MessagePlace, _ address: ContactAddress, _ sid: String) -> Item {
        var item = LookupKey.sentMessage(sid)
        item[LookupAttribute.address] = .string(address.description)
        item[LookupAttribute.messageSort] = .string(place.sort)
        item[ConversationAttribute.expiry] = .int((place.time + Self.reportsEnd).seconds)
        return item
    }

    /// WhatsApp gives up delivering after 30 days.
    private static let reportsEnd: Duration = .seconds(31 * 86_400)
}
