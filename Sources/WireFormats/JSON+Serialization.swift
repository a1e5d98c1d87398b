extension JSON {
    /// The value as compact JSON in UTF-8. Every string it can hold gives valid JSON.
    public func serialized() -> [UInt8] {
        var writer = JSONWriter()
        writer.write(self)
        return writer.bytes
    }

    /// The same as text.
    public var text: String { String(decoding: serialized(), as: UTF8.self) }
}

extension JSONObject {
    public func serialized() -> [UInt8] { JSON.object(self).serialized() }
}
