import Twilio
import WireFormats

/// Requests as Twilio signs them.
enum Signatures {
    /// - Parameters:
    ///   - base: what Twilio would have been told to call.
    ///   - token: what signs.
    static func signed(
        _ request: AttackRequest, base: String = Doors.baseURL, token: String = Doors.token
    ) -> AttackRequest {
        let fields = PercentEncoding.decodeForm(String(decoding: request.body, as: UTF8.self)) ?? []
        var signed = request
        signed.headers.append(
            (
                TwilioSignature.header,
                TwilioSignature.sign(
                    url: base + request.path, fields: fields.map { FormField(name: $0.name, value: $0.value) },
                    key: TwilioAuthToken(token).key)
            ))
        return signed
    }
}
