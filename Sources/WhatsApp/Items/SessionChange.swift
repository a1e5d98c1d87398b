import AWSServices
import Gateway
import SystemSupport
import WireFormats

/// What is to be different about a session, beside its messages.
struct SessionChange: Sendable, Hashable {
    /// Ends the session.
    var status: SessionStatus?
    /// Only of an active session.
    var mode: SessionMode?
    /// Merged into the context; `null` removes.
    var context: JSONObject = [:]
    /// Takes the place of the order.
    var orderDetails: JSON?
    /// The version that the change is based on; `nil` for any.
    var version: Int?

    /// Of a context after a change, and of an order, each in bytes as JSON in a string of JSON.
    static let maximumSize = 65_536
}

extension WhatsAppSession {
    /// With context, order and mode as the change says. The first two count as activity unless the session has ended.
    ///
    /// - Throws: 400 for a context or order that cannot be stored.
    func changed(by change: SessionChange, at time: Timestamp) throws(Failure) -> WhatsAppSession {
        var session = self
        for (name, value) in try PlainMembers.stored(change.context, field: "context") {
            session.context[name] = value == .null ? nil : value
        }
        if let order = change.orderDetails {
            session.orderDetails = try PlainMembers.stored(order, field: "order_details")
        }
        try Self.check(.map(session.context), "context")
        try session.orderDetails.map { (order) throws(Failure) in try Self.check(order, "order_details") }
        let isActivity = !change.context.isEmpty || change.orderDetails != nil
        if isActivity, status == .active { session.lastActivity = max(lastActivity, time) }
        if let mode = change.mode { session.mode = mode }
        if isActivity || session.mode != mode { session.version += 1 }
        return session
    }

    private static func check(_ value: AttributeValue, _ field: String) throws(Failure) {
        guard value.plainJSON.escapedSize <= SessionChange.maximumSize else {
            throw Failure(
                .invalid(field: field), "\(field) must be at most \(SessionChange.maximumSize) bytes long as JSON")
        }
    }
}
