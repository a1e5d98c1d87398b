public import Twilio

extension Configuration {
    /// WhatsApp by way of Twilio.
    public struct Twilio: Sendable, Hashable {
        /// `TWILIO_ACCOUNT_SID`, `TWILIO_AUTH_TOKEN` and, while tokens are rotated, `TWILIO_AUTH_TOKEN_PREVIOUS`.
        public var account: TwilioAccount
        /// `TWILIO_FROM`: our address, `whatsapp:+14155238886`, or a messaging service, `MG…`.
        public var from: String
        /// `PUBLIC_BASE_URL`: under which Twilio calls, stage included, without a slash at the end.
        public var publicBaseURL: String?
        /// `TWILIO_BASE_URL`: of the REST API, without a slash at the end.
        public var baseURL: String
    }
}

extension EnvironmentReader {
    /// - Returns: `nil` when no variable of Twilio's is set.
    func twilio() throws(ConfigurationError) -> Configuration.Twilio? {
        let publicBaseURL = try baseURL("PUBLIC_BASE_URL")
        let restURL = try baseURL("TWILIO_BASE_URL")
        let names = ["TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN", "TWILIO_FROM"]
        guard let present = (names + ["TWILIO_AUTH_TOKEN_PREVIOUS"]).first(where: { text($0) != nil }) else {
            return nil
        }
        func required(_ name: String) throws(ConfigurationError) -> String {
            guard let value = text(name) else {
                throw ConfigurationError(variable: name, message: "must be set too, because \(present) is")
            }
            return value
        }
        let sid = try required(names[0])
        guard TwilioSID.isValid(sid, prefix: "AC") else {
            throw ConfigurationError(variable: names[0], message: "must be AC and 32 hexadecimal digits")
        }
        let account = TwilioAccount(
            sid: sid, token: TwilioAuthToken(try required(names[1])),
            previousToken: text("TWILIO_AUTH_TOKEN_PREVIOUS").map { TwilioAuthToken($0) })
        return Configuration.Twilio(
            account: account, from: try Self.sender(required(names[2])), publicBaseURL: publicBaseURL,
            baseURL: restURL ?? TwilioClient.defaultBaseURL)
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
                variable: "TWILIO_FROM",
                message: "must be an address such as whatsapp:+14155238886, or a messaging service's SID (MG…)")
        }
        return "whatsapp:" + number
    }

    /// A URL to put paths behind: without query, fragment or a slash at the end.
    private func baseURL(_ name: String) throws(ConfigurationError) -> String? {
        guard var url = text(name) else { return nil }
        if url.hasSuffix("/") { url.removeLast() }
        let parts = url.utf8.split(separator: UInt8(ascii: "/"), maxSplits: 3, omittingEmptySubsequences: false)
        guard url.hasPrefix("https://") || url.hasPrefix("http://"), parts.count >= 3, !parts[2].isEmpty,
            url.utf8.allSatisfy({
                $0 > UInt8(ascii: " ") && $0 < 0x7F && $0 != UInt8(ascii: "?") && $0 != UInt8(ascii: "#")
            })
        else {
            throw ConfigurationError(
                variable: name, message: "must be a URL without a query, such as https://api.example.com/prod")
        }
        return url
    }
}
