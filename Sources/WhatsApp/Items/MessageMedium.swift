import AWSServices
import WireFormats

/// A file of a message, at Twilio.
struct MessageMedium: Sendable, Hashable {
    var url: String
    /// As Twilio names it; empty when it does not.
    var contentType: String

    init(url: String, contentType: String) {
        self.url = url
        self.contentType = contentType
    }

    init?(_ value: AttributeValue) {
        guard let url = value.map?["url"]?.string else { return nil }
        self.init(url: url, contentType: value.map?["content_type"]?.string ?? "")
    }

    var value: AttributeValue { .map(["url": .string(url), "content_type": .string(contentType)]) }

    var json: JSON { ["url": .string(url), "content_type": .string(contentType)] }
}
