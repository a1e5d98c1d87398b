public import Gateway
import WireFormats

/// A message from a customer, as Twilio's webhook brings it.
public struct InboundMessage: Sendable, Hashable {
    /// What a message is shown and counted as. Caption and media are both there whatever it is.
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        case image, audio, video, document, location, button, contacts, reaction, interactive, text, unknown
    }

    public struct Location: Sendable, Hashable {
        /// Degrees.
        public var latitude: Double
        public var longitude: Double
        public var address: String?
        public var label: String?
    }

    /// A button that was pressed, of a message of ours.
    public struct Button: Sendable, Hashable {
        public var text: String?
        public var payload: String?
    }

    /// What was chosen from a list of ours.
    public struct Choice: Sendable, Hashable {
        public var id: String?
        public var title: String?
        public var description: String?
    }

    /// The message that this one answers.
    public struct RepliedTo: Sendable, Hashable {
        public var messageSID: String?
        public var sender: String?
    }

    public var messageSID: String
    public var accountSID: String?
    /// Who wrote: `whatsapp:+14155550100`, or `whatsapp:US.13491208655302741918` of a customer without a number.
    public var from: String
    /// Our address.
    public var to: String?
    /// As written; empty when there is none.
    public var body: String
    /// In the order of their numbers.
    public var media: [InboundMedia]
    /// How many media Twilio says there are. May differ from those listed.
    public var statedMediaCount: Int
    public var profileName: String?
    /// The number at WhatsApp, digits only.
    public var whatsAppID: String?
    /// The customer's id for this business, as an address: `whatsapp:US.13491208655302741918`.
    public var externalUserID: String?
    public var location: Location?
    public var button: Button?
    public var choice: Choice?
    /// What was filled in, a line each, of a form: a WhatsApp Flow.
    public var form: [String]
    /// Twilio's word for what it is: `text`, `image`, `interactive`, `unsupported`, … Kept among the other fields too.
    public var messageType: String?
    public var repliedTo: RepliedTo?
    /// `STOP`, `START` or `HELP` where Twilio took the message for that, by the words of a messaging service with Advanced
    /// Opt-Out. Source: https://www.twilio.com/docs/messaging/tutorials/advanced-opt-out.
    public var optOutType: String?
    public var isForwarded: Bool
    public var isFrequentlyForwarded: Bool
    /// `Referral…` of a message that began at an advertisement.
    public var referral: [FormField]
    /// Fields that are not known, as they came.
    public var otherFields: [FormField]
    /// How many of those, and of the referral's, were left out because there was no room.
    public var omittedFieldCount: Int

    /// - Throws: ``Failure/Kind/invalid(field:)``: without an id, without a sender, with a number that is none, or with a
    ///   field far longer than its like ever is.
    public init(_ form: FormBody) throws(Failure) {
        var reader = FormReader(form)
        messageSID = try reader.messageSID()
        accountSID = try reader.text("AccountSid", maximumBytes: FormReader.identifier)
        externalUserID = try reader.text("ExternalUserId", maximumBytes: FormReader.identifier)
        let from = try reader.text("From", maximumBytes: FormReader.identifier)
        guard let sender = from ?? externalUserID else { throw Failure.missing("From") }
        self.from = sender
        to = try reader.text("To", maximumBytes: FormReader.identifier)
        body = try reader.text("Body", maximumBytes: FormReader.body) ?? ""
        statedMediaCount = try Self.mediaCount(&reader)
        media = try InboundMedia.all(in: form)
        profileName = try reader.text("ProfileName", maximumBytes: FormReader.line)
        whatsAppID = try reader.text("WaId", maximumBytes: FormReader.identifier)
        location = try Self.location(&reader)
        button = try Self.button(&reader)
        choice = Self.choice(form)
        self.form = Self.filledForm(form)
        messageType = Self.short(form["MessageType"])
        repliedTo = try Self.repliedTo(&reader)
        // An empty one says nothing.
        let type = try reader.text("OptOutType", maximumBytes: FormReader.identifier)
        optOutType = type?.isEmpty == true ? nil : type
        isForwarded = reader.flag("Forwarded")
        isFrequentlyForwarded = reader.flag("FrequentlyForwarded")
        let rest = FieldRemainder(form, knownNames: reader.readNames)
        referral = rest.referral
        otherFields = rest.others
        omittedFieldCount = rest.omittedCount
    }

    /// The first that fits, a picture before everything.
    public var kind: Kind {
        for kind in [Kind.image, .audio, .video, .document] where media.contains(where: { $0.kind == kind }) {
            return kind
        }
        if location != nil { return .location }
        if button != nil { return .button }
        if !media.isEmpty { return .contacts }
        if messageType?.lowercased() == "reaction" { return .reaction }
        if choice != nil || !form.isEmpty { return .interactive }
        return body.isEmpty ? .unknown : .text
    }

    private static func mediaCount(_ reader: inout FormReader) throws(Failure) -> Int {
        guard let text = try reader.text("NumMedia", maximumBytes: FormReader.identifier) else { return 0 }
        guard let count = Int(text), count >= 0 else {
            throw Failure(.invalid(field: "NumMedia"), "NumMedia must be an integer from 0")
        }
        return count
    }

    private static func location(_ reader: inout FormReader) throws(Failure) -> Location? {
        guard let position = reader.position("Latitude", "Longitude") else { return nil }
        return Location(
            latitude: position.latitude, longitude: position.longitude,
            address: try reader.text("Address", maximumBytes: FormReader.line),
            label: try reader.text("Label", maximumBytes: FormReader.line))
    }

    private static func button(_ reader: inout FormReader) throws(Failure) -> Button? {
        let text = try reader.text("ButtonText", maximumBytes: FormReader.line)
        let payload = try reader.text("ButtonPayload", maximumBytes: FormReader.line)
        return text == nil && payload == nil ? nil : Button(text: text, payload: payload)
    }

    private static func repliedTo(_ reader: inout FormReader) throws(Failure) -> RepliedTo? {
        let sid = try reader.text("OriginalRepliedMessageSid", maximumBytes: FormReader.identifier)
        let sender = try reader.text("OriginalRepliedMessageSender", maximumBytes: FormReader.identifier)
        return sid == nil && sender == nil ? nil : RepliedTo(messageSID: sid, sender: sender)
    }
}
