import Gateway
import WireFormats

/// A picture, recording or file that came with a message. Twilio keeps it.
public struct InboundMedia: Sendable, Hashable {
    /// Twilio: ten a message (error 21623). More are left out.
    public static let maximumCount = 10

    public var url: String
    /// `image/jpeg`; `nil` when Twilio does not say.
    public var contentType: String?

    public init(url: String, contentType: String?) {
        self.url = url
        self.contentType = contentType
    }

    /// What a message is that holds nothing but this.
    public var kind: InboundMessage.Kind {
        let type = (contentType ?? "").prefix { $0 != ";" && $0 != " " }.lowercased()
        if type.hasBytePrefix("image/") { return .image }
        if type.hasBytePrefix("audio/") { return .audio }
        if type.hasBytePrefix("video/") { return .video }
        // Contacts come as files with a card each (RFC 6350).
        return ["text/vcard", "text/x-vcard", "text/directory"].contains(type) ? .contacts : .document
    }

    /// Every medium with a URL, by number, whatever `NumMedia` says.
    static func all(in form: FormBody) throws(Failure) -> [InboundMedia] {
        var numbers: Set<Int> = []
        for field in form.fields {
            if let number = FormReader.number(in: field.name, after: "MediaUrl") { numbers.insert(number) }
        }
        var reader = FormReader(form)
        var media: [InboundMedia] = []
        for number in numbers.sorted() where media.count < maximumCount {
            guard let url = try reader.text("MediaUrl\(number)", maximumBytes: FormReader.line) else { continue }
            media.append(
                InboundMedia(
                    url: url,
                    contentType: try reader.text("MediaContentType\(number)", maximumBytes: FormReader.identifier)))
        }
        return media
    }

    /// Whether a field belongs to a medium.
    static func isField(_ name: String) -> Bool {
        ["MediaUrl", "MediaContentType"].contains { FormReader.number(in: name, after: $0) != nil }
    }
}
