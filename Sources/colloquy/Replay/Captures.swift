import WireFormats

/// Values by name, for `{{NAME}}` in events and recorded answers: those that masks kept from earlier answers, and the days
/// around the replay.
struct Captures {
    /// A text asks for a value that no earlier answer gave.
    struct Unknown: Error, CustomStringConvertible {
        let name: String
        var description: String { "{{\(name)}} is unknown: no earlier answer of this folder has a mask of that name" }
    }

    private(set) var values: [String: String]

    /// `today`, `yesterday` and `tomorrow` as `YYYY-MM-DD` in UTC.
    init(now: Timestamp) {
        let day = { (time: Timestamp) in String(time.description.prefix(10)) }
        values = [
            "today": day(now), "yesterday": day(now - .seconds(86_400)), "tomorrow": day(now + .seconds(86_400)),
        ]
    }

    /// - Returns: false when one of the names already has another value.
    mutating func add(_ found: [String: String]) -> Bool {
        guard found.allSatisfy({ values[$0.key] == nil || values[$0.key] == $0.value }) else { return false }
        values.merge(found) { $1 }
        return true
    }

    /// The name under which this value was kept.
    func name(of value: String) -> String? { values.filter { $0.value == value }.keys.min() }

    /// Puts values in place of names, in every text of the value.
    func filled(_ value: JSON) throws(Unknown) -> JSON {
        switch value {
        case .string(let text): return .string(try filled(text))
        case .array(let elements):
            var filled: [JSON] = []
            for element in elements { filled.append(try self.filled(element)) }
            return .array(filled)
        case .object(let members):
            var filled = JSONObject()
            for (key, value) in members { filled[key] = try self.filled(value) }
            return .object(filled)
        case .null, .bool, .number: return value
        }
    }

    func filled(_ text: String) throws(Unknown) -> String {
        var filled = ""
        var rest = text[...]
        while let match = rest.firstMatch(of: #/\{\{([A-Za-z][A-Za-z0-9_]*)\}\}/#) {
            guard let value = values[String(match.1)] else { throw Unknown(name: String(match.1)) }
            filled += rest[..<match.range.lowerBound] + value
            rest = rest[match.range.upperBound...]
        }
        return filled + rest
    }
}
