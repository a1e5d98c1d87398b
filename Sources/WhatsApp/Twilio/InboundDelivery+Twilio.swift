import Gateway
import SystemSupport
import Twilio
import WireFormats

/// Twilio's message as ours.
extension InboundDelivery {
    /// - Throws: ``Failure/Kind/invalid(field:)`` for an address that is none of WhatsApp's.
    init(_ inbound: InboundMessage) throws(Failure) {
        guard let address = ContactAddress(atTwilio: inbound.from) else {
            throw Failure(.invalid(field: "From"), "From must be an address of WhatsApp")
        }
        guard inbound.messageSID.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw Failure(.invalid(field: "MessageSid"), "MessageSid may contain only visible ASCII characters")
        }
        self.init(
            sid: inbound.messageSID, from: address,
            // A number is no id; what is of another channel says nothing here.
            also: inbound.externalUserID.flatMap { ContactAddress($0) }.flatMap { $0.phone == nil ? $0 : nil },
            profileName: inbound.profileName,
            NewMessage(
                inbound.content, type: MessageType(inbound.kind), direction: .inbound,
                media: inbound.media.map { MessageMedium(url: $0.url, contentType: $0.contentType ?? "") },
                metadata: inbound.metadata))
    }
}

extension MessageType {
    fileprivate init(_ kind: InboundMessage.Kind) {
        switch kind {
        case .image: self = .image
        case .audio: self = .audio
        case .video: self = .video
        case .document: self = .document
        case .location: self = .location
        case .button: self = .button
        case .contacts: self = .contacts
        case .reaction: self = .reaction
        case .interactive: self = .interactive
        case .text: self = .text
        case .unknown: self = .unknown
        }
    }
}

extension InboundMessage {
    /// What was written, and filled in; of a place, a button or a choice without a text, what it is called.
    fileprivate var content: String {
        if !form.isEmpty {
            return ([body].filter { !$0.isBlank } + form).joined(separator: "\n").prefix(
                bytes: NewMessage.maximumContent)
        }
        if !body.isEmpty { return body.prefix(bytes: NewMessage.maximumContent) }
        let names = [
            button?.text, choice?.title, choice?.description, location?.label, location?.address, button?.payload,
            choice?.id,
        ]
        return names.lazy.compactMap(\.self).first ?? ""
    }

    /// What the webhook said besides, without what the message and its contact have themselves.
    fileprivate var metadata: JSONObject {
        var metadata = JSONObject()
        if kind == .image, let image = media.first(where: { $0.kind == .image }) {
            // As the original had it.
            metadata["image_url"] = .string(image.url)
            metadata["content_type"] = image.contentType.map(JSON.string)
        }
        if let location {
            metadata["location"] = .object(
                JSONObject(
                    [
                        ("latitude", JSONNumber(location.latitude).map(JSON.number)),
                        ("longitude", JSONNumber(location.longitude).map(JSON.number)),
                        ("address", location.address.map(JSON.string)), ("label", location.label.map(JSON.string)),
                    ].present))
        }
        if let button {
            metadata["button"] = .object(
                JSONObject(
                    [("text", button.text.map(JSON.string)), ("payload", button.payload.map(JSON.string))].present))
        }
        if let choice {
            metadata["choice"] = .object(
                JSONObject(
                    [
                        ("id", choice.id.map(JSON.string)), ("title", choice.title.map(JSON.string)),
                        ("description", choice.description.map(JSON.string)),
                    ].present))
        }
        if let repliedTo {
            metadata["replied_to"] = .object(
                JSONObject(
                    [
                        ("message_sid", repliedTo.messageSID.map(JSON.string)),
                        ("sender", repliedTo.sender.map(JSON.string)),
                    ].present))
        }
        metadata[WhatsAppMessage.optOutMember] = optOutType.map(JSON.string)
        if isForwarded || isFrequentlyForwarded { metadata["forwarded"] = true }
        if isFrequentlyForwarded { metadata["frequently_forwarded"] = true }
        if statedMediaCount != media.count { metadata["stated_media"] = .number(JSONNumber(statedMediaCount)) }
        if !referral.isEmpty { metadata["referral"] = .fields(referral) }
        if !otherFields.isEmpty { metadata["fields"] = .fields(otherFields) }
        if omittedFieldCount > 0 { metadata["omitted_fields"] = .number(JSONNumber(omittedFieldCount)) }
        return metadata
    }
}

extension [(String, JSON?)] {
    fileprivate var present: [(String, JSON)] { compactMap { name, value in value.map { (name, $0) } } }
}

extension JSON {
    /// A field that comes twice has its values in a list. Nameless ones have no place in an object.
    fileprivate static func fields(_ fields: [FormField]) -> JSON {
        var object = JSONObject()
        for field in fields where !field.name.isEmpty {
            switch object[field.name] {
            case nil: object[field.name] = .string(field.value)
            case .array(let values): object[field.name] = .array(values + [.string(field.value)])
            case .some(let first): object[field.name] = [first, .string(field.value)]
            }
        }
        return .object(object)
    }
}
