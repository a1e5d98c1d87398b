import Cryptography
public import WireFormats

/// The digest of what a caller asked to be stored: 32 hexadecimal digits, the same for the same JSON value however its
/// members are ordered.
public enum RequestDigest {
    public static func of(_ value: JSON) -> String {
        hexadecimal(SHA256.hash(data: canonical(value).serialized()).prefix(16))
    }

    private static func canonical(_ value: JSON) -> JSON {
        switch value {
        case .array(let elements): .array(elements.map(canonical))
        case .object(let object):
            .object(JSONObject(object.sorted { $0.key.precedesInBytes($1.key) }.map { ($0.key, canonical($0.value)) }))
        default: value
        }
    }
}
