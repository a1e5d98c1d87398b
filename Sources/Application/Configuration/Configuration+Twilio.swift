public import Twilio

extension Configuration {
    /// WhatsApp by way of Twilio.
    public struct Twilio: Sendable, Hashable {
        /// While tokens are rotated, with two of them.
        public var account: TwilioAccount
        /// Our address, `whatsapp:+14155238886`, or a messaging service, `MG…`.
        public var from: String
        /// Under which Twilio calls, stage included, without a slash at the end.
        public var publicBaseURL: String?
        /// Of the REST API, without a slash at the end.
        public var baseURL: String
    }
}

extension EnvironmentReader {
    /// - Returns: `nil` when no account at Twilio is set.
    func twilio() throws(ConfigurationError) -> Configuration.Twilio? {
        let publicBaseURL = try baseURL(.publicBaseURL)
        let restURL = try baseURL(.twilioBaseURL) ?? TwilioClient.defaultBaseURL
        let account = [Setting.twilioAccountSID, .twilioAuthToken, .twilioFrom, .twilioPreviousAuthToken]
        guard let present = account.first(where: { text($0) != nil }) else { return nil }
        let reason = "\(present.rawValue) is"
        let sid = try required(.twilioAccountSID, because: reason)
        guard TwilioSID.isValid(sid, prefix: "AC") else {
            throw ConfigurationError(.twilioAccountSID, "must be AC and 32 hexadecimal digits")
        }
        return Configuration.Twilio(
            account: TwilioAccount(
                sid: sid, token: TwilioAuthToken(try required(.twilioAuthToken, because: reason)),
                previousToken: text(.twilioPreviousAuthToken).map { TwilioAuthToken($0) }),
            from: try Self.sender(required(.twilioFrom, because: reason)), publicBaseURL: publicBaseURL,
            baseURL: restURL)
    }

    /// An address of WhatsApp, also without its prefix, or a messaging service.
    private static func sender(_ value: String) throws(ConfigurationError) -> String {
        if TwilioSID.isValid(value, prefix: "MG") { return value }
        let number = value.hasPrefix("whatsapp:") ? value.dropFirst("whatsapp:".count) : value[...]
        // E.164: a country code, which does not begin with 0, and at most 15 digits.
        let digits = number.utf8.dropFirst()
        guard number.utf8.first == UInt8(ascii: "+"), (7...15).contains(digits.count),
            digits.first != UInt8(ascii: "0"),
            digits.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) })
        else {
            throw ConfigurationError(
                .twilioFrom,
                "must be an address such as whatsapp:+14155238886, or a messaging service's SID (MG…)")
        }
        return "whatsapp:" + number
    }
}
