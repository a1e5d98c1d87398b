import AWSServices
import SystemSupport
import WireFormats

/// Where the items of one contact lie: all in one partition, so that reads are consistent and one partition is all there is
/// to erase; of a customer with two addresses, two.
extension ContactAddress {
    private static let partitionPrefix = "wa#"

    /// The contact that an item, or its key, belongs to.
    init?(_ item: Item) {
        guard let address = item[ConversationAttribute.partition]?.string?.removingBytePrefix(Self.partitionPrefix)
        else { return nil }
        self.init(stored: address)
    }

    /// An address as it is written down, and in no other form.
    init?(stored text: some StringProtocol) {
        self.init(text)
        guard description.hasSameBytes(as: text) else { return nil }
    }

    var partition: AttributeValue { .string("\(Self.partitionPrefix)\(self)") }

    private func key(_ sort: String) -> Item {
        [ConversationAttribute.partition: partition, ConversationAttribute.sort: .string(sort)]
    }

    /// ``Contact``
    var contactKey: Item { key("contact") }
    /// ``WhatsAppSession``
    func sessionKey(_ ordinal: Int) -> Item { key("\(Self.sessionPrefix)\(Self.text(ofOrdinal: ordinal))") }
    static let sessionPrefix = "session#"
    /// What puts a session that a human handles into the list of those.
    func handOffKey(_ ordinal: Int) -> Item { key("\(Self.handOffPrefix)\(Self.text(ofOrdinal: ordinal))") }
    static let handOffPrefix = "handoff#"
    /// ``WhatsAppMessage``
    func messageKey(_ place: MessagePlace) -> Item { key(place.sort) }
    /// Repeats a ``ContactLink`` behind the address's messages, so that whoever reads the latest of them finds it first.
    var linkKey: Item { key("\(MessagePlace.prefix)~") }
    /// ``FormerAddresses``, before the contact's messages: whoever has read these all finds it last.
    var formerAddressesKey: Item { key("\(MessagePlace.prefix)!") }
    /// ``Receipt``
    func receiptKey(_ id: String) -> Item { key("\(Self.receiptPrefix)\(id)") }
    static let receiptPrefix = "receipt#"

    /// Eight digits, so that text order is number order.
    static func text(ofOrdinal ordinal: Int) -> String { ordinal.padded(to: 8) }
}
