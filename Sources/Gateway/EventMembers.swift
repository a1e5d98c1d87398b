import WireFormats

/// Reads members of a gateway's event. `null` counts as absent; a wrong type is a failure that names the member.
struct EventMembers {
    let object: JSONObject
    /// Where the object lies in the event, for messages: `requestContext.http.`, or empty at the top.
    private let prefix: String

    init(_ object: JSONObject, prefix: String = "") {
        self.object = object
        self.prefix = prefix
    }

    func value(_ name: String) -> JSON? {
        guard let value = object[name], !value.isNull else { return nil }
        return value
    }

    func members(_ name: String) throws(Failure) -> EventMembers? {
        guard let value = value(name) else { return nil }
        guard let object = value.object else { throw wrong(name, "must be an object, not \(value.kind)") }
        return EventMembers(object, prefix: "\(prefix)\(name).")
    }

    func string(_ name: String) throws(Failure) -> String? {
        guard let value = value(name) else { return nil }
        guard let text = value.string else { throw wrong(name, "must be a string, not \(value.kind)") }
        return text
    }

    func requiredString(_ name: String) throws(Failure) -> String {
        guard let text = try string(name), !text.isEmpty else { throw wrong(name, "is missing in the event") }
        return text
    }

    func boolean(_ name: String) throws(Failure) -> Bool? {
        guard let value = value(name) else { return nil }
        guard let flag = value.bool else { throw wrong(name, "must be a boolean, not \(value.kind)") }
        return flag
    }

    func strings(_ name: String) throws(Failure) -> [String]? {
        guard let value = value(name) else { return nil }
        guard let texts = Self.strings(value) else { throw wrong(name, "must be an array of strings") }
        return texts
    }

    /// A map of texts such as `headers`, as pairs in the order sent.
    func pairs(_ name: String) throws(Failure) -> [(String, String)]? {
        guard let members = try members(name) else { return nil }
        var pairs: [(String, String)] = []
        pairs.reserveCapacity(members.object.count)
        for (key, value) in members.object {
            guard let text = value.string else { throw wrong(name, "must be an object of strings") }
            pairs.append((key, text))
        }
        return pairs
    }

    /// A map of lists such as `multiValueHeaders`, as pairs in the order sent.
    func multiValuePairs(_ name: String) throws(Failure) -> [(String, String)]? {
        guard let members = try members(name) else { return nil }
        var pairs: [(String, String)] = []
        for (key, value) in members.object {
            guard let texts = Self.strings(value) else { throw wrong(name, "must be an object of arrays of strings") }
            pairs.append(contentsOf: texts.map { (key, $0) })
        }
        return pairs
    }

    func wrong(_ name: String, _ complaint: String) -> Failure {
        Failure(.invalid(field: prefix + name), "\(prefix)\(name) \(complaint)")
    }

    private static func strings(_ value: JSON) -> [String]? {
        guard let elements = value.array else { return nil }
        let texts = elements.compactMap(\.string)
        return texts.count == elements.count ? texts : nil
    }
}
