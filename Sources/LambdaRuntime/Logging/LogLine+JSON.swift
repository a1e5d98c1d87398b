import Logging
import WireFormats

extension LogLine {
    /// Keys that are the line's own; metadata of the same name is written as `metadata.NAME`.
    private static let ownKeys: Set<String> = ["timestamp", "level", "message", "location", "service"]

    /// One JSON object and a line end.
    var json: [UInt8] {
        var object: JSONObject = [
            "timestamp": .string(time.description),
            "level": .string(level.lambdaName),
            "message": .string(message),
            "location": .string(location),
            "service": .string(service),
        ]
        for (key, value) in metadata.sorted(by: { $0.key < $1.key }) {
            object[Self.ownKeys.contains(key) ? "metadata." + key : key] = Self.json(value)
        }
        var line = object.serialized()
        line.append(Self.lineEnd)
        return line
    }

    private static func json(_ value: Logger.Metadata.Value) -> JSON {
        switch value {
        case .string(let text): .string(text)
        case .stringConvertible(let value as Bool): .bool(value)
        case .stringConvertible(let value as Int): .number(JSONNumber(value))
        case .stringConvertible(let value as Double): JSONNumber(value).map(JSON.number) ?? .string(value.description)
        case .stringConvertible(let value): .string(value.description)
        case .array(let values): .array(values.map(json))
        case .dictionary(let members):
            .object(JSONObject(members.sorted { $0.key < $1.key }.map { ($0.key, json($0.value)) }))
        }
    }
}
