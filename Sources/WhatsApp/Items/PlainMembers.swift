import AWSServices
import Gateway
import SystemSupport
import WireFormats

/// Members of a JSON object that clients choose, as attributes.
enum PlainMembers {
    /// - Throws: 400 that names the field, for what cannot be stored.
    static func stored(_ object: JSONObject, field: String) throws(Failure) -> Item {
        var members: Item = [:]
        for (name, value) in object { members[name] = try stored(value, named: name, field: field) }
        return members
    }

    static func stored(_ value: JSON, field: String) throws(Failure) -> AttributeValue {
        do {
            return try AttributeValue(plain: value)
        } catch {
            throw Failure(.invalid(field: field), "\(field) \(complaint(error))")
        }
    }

    private static func stored(_ value: JSON, named name: String, field: String) throws(Failure) -> AttributeValue {
        guard !name.isEmpty else { throw Failure(.invalid(field: field), "\(field) \(complaint(.emptyName))") }
        return try stored(value, field: field)
    }

    private static func complaint(_ error: AttributeValue.Unstorable) -> String {
        switch error {
        case .number: "has a number with more than 38 digits, or of a magnitude that cannot be stored"
        case .tooDeep: "is nested too deeply"
        case .emptyName: "has a member without a name"
        }
    }
}
