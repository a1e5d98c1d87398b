import WireFormats

extension Request {
    /// Whether `If-None-Match` (RFC 9110 §13.1.2) names `tag`: in a list, as a weak one, or as `*`.
    ///
    /// - Parameter tag: with its quotation marks.
    public func hasMatch(forTag tag: String) -> Bool {
        headers.values(of: "If-None-Match").joined(separator: ",").split(separator: ",").contains { listed in
            let listed = listed.filter { $0 != " " && $0 != "\t" }
            return listed == "*" || listed == tag || listed == "W/\(tag)"
        }
    }
}
