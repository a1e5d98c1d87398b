import Foundation
import HTTPTransport
import LocalCloud
import Twilio
import WireFormats

/// What a customer sends, as Twilio's webhook brings it.
struct CustomerMessage: Sendable, Hashable {
    var text: String
    /// An address at WhatsApp.
    var from: String
    var media: [String]
    var sid: String
    var name: String

    func form(_ options: TwilioOptions) -> FormBody {
        var fields = [
            ("SmsMessageSid", sid), ("NumMedia", String(media.count)), ("ProfileName", name),
            ("MessageType", media.isEmpty ? "text" : "image"), ("ReferralNumMedia", "0"), ("SmsSid", sid),
            ("SmsStatus", "received"),
            ("Body", text), ("To", options.from), ("NumSegments", "1"), ("MessageSid", sid),
            ("AccountSid", options.accountSID), ("From", from), ("ApiVersion", "2010-04-01"),
        ]
        let digits = from.filter { $0.isASCII && $0.isNumber }
        // Customers without a number have none at WhatsApp either.
        if from.hasPrefix("whatsapp:+") {
            fields.append(("WaId", digits))
        } else {
            fields.append(("ExternalUserId", from))
        }
        for (number, url) in media.enumerated() {
            fields.append(("MediaUrl\(number)", url))
            fields.append(("MediaContentType\(number)", Self.contentType(of: url)))
        }
        return FormBody(fields: fields.map { FormField(name: $0, value: $1) })
    }

    /// The webhook's request, signed.
    func request(to url: String, _ options: TwilioOptions) -> HTTPRequest {
        let form = form(options)
        return HTTPRequest(
            method: "POST", url: url,
            headers: [
                "Content-Type": "application/x-www-form-urlencoded; charset=UTF-8",
                TwilioSignature.header: TwilioSignature.sign(
                    url: url, fields: form.fields, key: options.account.token.key),
                "User-Agent": "TwilioProxy/1.1",
            ], body: Array(form.encoded.utf8))
    }

    /// By the ending, as nobody looks at the file.
    static func contentType(of url: String) -> String {
        let path = url.prefix { $0 != "?" && $0 != "#" }
        let ending = path.split(separator: "/").last?.split(separator: ".").last?.lowercased() ?? ""
        return switch ending {
        case "png": "image/png"
        case "gif": "image/gif"
        case "webp": "image/webp"
        case "ogg", "opus": "audio/ogg"
        case "mp3": "audio/mpeg"
        case "mp4": "video/mp4"
        case "pdf": "application/pdf"
        case "vcf": "text/vcard"
        default: "image/jpeg"
        }
    }
}
