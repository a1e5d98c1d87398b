import Gateway
import WireFormats

/// Reads the fields of a webhook that are known, within bounds, and tells which it has read.
struct FormReader {
    /// Bytes of ids, addresses and numbers: the longest are addresses with an id of 131 characters.
    static let identifier = 256
    /// Bytes of names, URLs and titles.
    static let line = 2048
    /// Bytes of a message. WhatsApp allows 4,096 characters.
    static let body = 64 << 10

    private let form: FormBody
    private(set) var readNames: Set<String> = []

    init(_ form: FormBody) { self.form = form }

    /// `nil` when the field is missing or empty.
    mutating func text(_ name: String, maximumBytes: Int) throws(Failure) -> String? {
        readNames.insert(name)
        guard let value = form[name] else { return nil }
        guard value.utf8.count <= maximumBytes else {
            throw Failure(.invalid(field: name), "\(name) must be at most \(maximumBytes) bytes long")
        }
        return value
    }

    mutating func required(_ name: String, maximumBytes: Int) throws(Failure) -> String {
        guard let value = try text(name, maximumBytes: maximumBytes) else { throw Failure.missing(name) }
        return value
    }

    mutating func flag(_ name: String) -> Bool {
        readNames.insert(name)
        return form[name]?.lowercased() == "true"
    }

    /// Two numbers of degrees that go together. When one is missing or no such number, neither counts as read.
    mutating func position(
        _ latitudeName: String, _ longitudeName: String
    ) -> (latitude: Double, longitude: Double)? {
        guard let latitude = form[latitudeName].flatMap(Double.init), abs(latitude) <= 90,
            let longitude = form[longitudeName].flatMap(Double.init), abs(longitude) <= 180
        else { return nil }
        readNames.formUnion([latitudeName, longitudeName])
        return (latitude, longitude)
    }

    /// The message's id has had three names.
    mutating func messageSID() throws(Failure) -> String {
        var sid: String?
        for name in ["MessageSid", "SmsMessageSid", "SmsSid"] {
            let value = try text(name, maximumBytes: Self.identifier)
            sid = sid ?? value
        }
        guard let sid else { throw Failure.missing("MessageSid") }
        return sid
    }

    /// The number at the end of a name: 3 for `MediaUrl3` after `MediaUrl`; `nil` for another name, or beyond 99.
    static func number(in name: String, after prefix: String) -> Int? {
        let (name, prefix) = (Array(name.utf8), Array(prefix.utf8))
        let digits = name.dropFirst(prefix.count)
        guard name.starts(with: prefix), (1...2).contains(digits.count),
            digits.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) })
        else { return nil }
        return digits.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
    }
}
