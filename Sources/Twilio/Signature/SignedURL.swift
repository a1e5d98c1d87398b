import WireFormats

/// The spellings of a URL that Twilio may have signed.
///
/// It signs sometimes with and sometimes without the port, default or not; its libraries try both. Everything else is
/// left as it is, since it signs what was configured: the case of the host, a `'` that parsers would encode.
struct SignedURL {
    private let scheme: Substring
    /// Host and port.
    private let authority: Substring
    private let rest: Substring

    /// - Parameter url: `nil` for anything but `http://` or `https://` with a host.
    init?(_ url: String) {
        guard let colon = url.firstRange(ofBytes: "://") else { return nil }
        scheme = url[..<colon.lowerBound]
        guard ["http", "https"].contains(scheme) else { return nil }
        let afterScheme = url[colon.upperBound...]
        let end = afterScheme.utf8.firstIndex { [UInt8(ascii: "/"), UInt8(ascii: "?")].contains($0) }
        authority = afterScheme[..<(end ?? afterScheme.endIndex)]
        rest = afterScheme[(end ?? afterScheme.endIndex)...]
        guard !authority.isEmpty else { return nil }
    }

    var spellings: [String] {
        if let host = hostBeforePort { return ["\(scheme)://\(authority)\(rest)", "\(scheme)://\(host)\(rest)"] }
        let port = scheme == "https" ? 443 : 80
        return ["\(scheme)://\(authority)\(rest)", "\(scheme)://\(authority):\(port)\(rest)"]
    }

    /// `nil` when there is no port. The colons within an IPv6 address are none of a port.
    private var hostBeforePort: Substring? {
        guard let colon = authority.utf8.lastIndex(of: UInt8(ascii: ":")) else { return nil }
        let port = authority.utf8[authority.utf8.index(after: colon)...]
        guard !port.isEmpty, port.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) else {
            return nil
        }
        return authority[..<colon]
    }
}
