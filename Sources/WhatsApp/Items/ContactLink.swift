import AWSServices
import SystemSupport
import Tables
import WireFormats

/// Says that an address is another one's: of a customer who is known by their number and, since they have taken a user name, by
/// an id too. It takes the place of a contact at the address. What was said under the address before stays there.
///
/// It has no expiry: who has opted out under one address has under the other, for good.
struct ContactLink: Sendable, Hashable {
    let address: ContactAddress
    /// Under which the contact is kept, or another link.
    let target: ContactAddress

    init(_ address: ContactAddress, to target: ContactAddress) {
        self.address = address
        self.target = target
    }

    init?(_ item: Item) {
        guard let address = ContactAddress(item),
            let target = item[ContactAttribute.linkTarget]?.string.flatMap({ ContactAddress(stored: $0) })
        else { return nil }
        self.init(address, to: target)
    }

    /// What takes the contact's place, and the same behind the messages.
    var items: (contact: Item, messages: Item) { (item(address.contactKey), item(address.linkKey)) }

    private func item(_ key: Item) -> Item {
        key.merging([ContactAttribute.linkTarget: .string(target.description)]) { $1 }
    }
}

/// Where more was said with a contact, before it was known who that was: what lies there belongs to their history.
struct FormerAddresses: Sendable, Hashable {
    let latestFirst: [ContactAddress]

    init?(_ item: Item) {
        guard let former = item[ContactAttribute.formerAddresses]?.list else { return nil }
        latestFirst = former.reversed().compactMap { $0.string.flatMap { ContactAddress(stored: $0) } }
    }

    static func adding(_ latestFirst: [ContactAddress]) -> Update {
        Update(append: [ContactAttribute.formerAddresses: latestFirst.reversed().map { .string($0.description) }])
    }
}
