import WireFormats

extension FuzzTarget {
    /// A text is refused at a byte of it, or is a value that its own serialization gives back.
    static let json = FuzzTarget("json") { fixtures in
        fixtures.values.map { $0.serialized() }
            + ["\"\\ud83d\\ude00 \\u0041\\/\\b\"", "[1e400,-0.0,2.0,20e-1,1E+2]", "{\"a\":1,\"a\":[null,true,false]}"]
            .map { Array($0.utf8) }
    } check: { bytes in
        let value: JSON
        do throws(JSONError) {
            value = try JSON(parsing: bytes)
        } catch {
            try require((0...bytes.count).contains(error.offset), "refused at byte \(error.offset) of \(bytes.count)")
            return
        }
        let written = value.serialized()
        try require(!written.contains { $0 < 0x20 }, "a control character is written")
        guard let text = String(validating: written, as: UTF8.self) else {
            throw BrokenProperty("what is written is not UTF-8")
        }
        let again = try JSON(parsing: text)
        try require(again == value, "another value is read than was written")
        try require(again.serialized() == written, "the same value is written in another way")
        try checkNumbers(value)
    }

    private static func checkNumbers(_ value: JSON) throws(BrokenProperty) {
        switch value {
        case .number(let number):
            try require(JSONNumber(literal: number.literal) == number, "\(number.literal) is no number on its own")
            guard let int = number.int else { return }
            try require(number.double == Double(int), "\(number.literal) is \(int) and \(number.double ?? .nan)")
        case .array(let elements): for element in elements { try checkNumbers(element) }
        case .object(let object):
            for (key, value) in object {
                try require(object[key] == value, "a member is not found by its name")
                try checkNumbers(value)
            }
        case .null, .bool, .string: break
        }
    }
}
