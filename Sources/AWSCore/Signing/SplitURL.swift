import WireFormats

/// The parts of an absolute `http` or `https` URL as they stand, without decoding anything.
struct SplitURL {
    let bytes: [UInt8]
    private let authority: Range<Int>
    private let pathRange: Range<Int>
    private let queryRange: Range<Int>
    private let defaultPort: String

    /// `nil` when the URL has another scheme, or no host.
    init?(_ url: String) {
        bytes = Array(url.utf8)
        let start: Int
        if bytes.starts(with: "https://".utf8) {
            start = 8
            defaultPort = ":443"
        } else if bytes.starts(with: "http://".utf8) {
            start = 7
            defaultPort = ":80"
        } else {
            return nil
        }
        let end = bytes.firstIndex(of: UInt8(ascii: "#")) ?? bytes.count
        let query = bytes[start..<end].firstIndex(of: UInt8(ascii: "?")) ?? end
        let path = bytes[start..<query].firstIndex(of: UInt8(ascii: "/")) ?? query
        guard path > start else { return nil }
        authority = start..<path
        pathRange = path..<query
        queryRange = min(query + 1, end)..<end
    }

    var path: ArraySlice<UInt8> { bytes[pathRange] }
    var query: ArraySlice<UInt8> { bytes[queryRange] }

    /// The `Host` header as HTTP clients make it: without user information, and without the scheme's own port.
    var host: String {
        var host = bytes[authority]
        if let at = host.lastIndex(of: UInt8(ascii: "@")) { host = host[(at + 1)...] }
        let text = String(decoding: host, as: UTF8.self)
        return text.hasByteSuffix(defaultPort) ? String(text.dropLast(defaultPort.count)) : text
    }
}
