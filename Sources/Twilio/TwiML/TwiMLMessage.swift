/// A `<Message>` of ``TwiML``.
public struct TwiMLMessage: Sendable, Hashable {
    public var body: String
    public var mediaURLs: [String]
    /// Whom to send to, when not to whoever wrote.
    public var to: String?
    /// Whom it comes from, when not from the address that was written to.
    public var from: String?
    /// Where Twilio tells how the message fares.
    public var statusCallback: String?
    /// The same, and the older name for it.
    public var action: String?

    public init(
        body: String, mediaURLs: [String] = [], to: String? = nil, from: String? = nil, statusCallback: String? = nil,
        action: String? = nil
    ) {
        self.body = body
        self.mediaURLs = mediaURLs
        self.to = to
        self.from = from
        self.statusCallback = statusCallback
        self.action = action
    }

    /// Empty when there is nothing to send.
    var xml: String {
        let text = XMLText.escape(body)
        guard !text.isEmpty || !mediaURLs.isEmpty else { return "" }
        let attributes = [("to", to), ("from", from), ("action", action), ("statusCallback", statusCallback)]
            .map { name, value in value.map { " \(name)=\"\(XMLText.escape($0, isAttribute: true))\"" } ?? "" }
        let media = mediaURLs.map { "<Media>\(XMLText.escape($0))</Media>" }
        let content = media.isEmpty ? text : (text.isEmpty ? "" : "<Body>\(text)</Body>") + media.joined()
        return "<Message\(attributes.joined())>\(content)</Message>"
    }
}
