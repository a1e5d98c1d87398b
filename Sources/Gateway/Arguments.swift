public import WireFormats

/// Reads the members of a JSON object that somebody sent: typed values, or a ``Failure`` that names the member.
///
/// `null` counts as absent. Unknown members are ignored.
public struct Arguments: Sendable {
    public let object: JSONObject
    /// What the names of members are prefixed with in messages: `new_chat_entry.` inside that member.
    private let prefix: String

    public init(_ object: JSONObject) { self.init(object, prefix: "") }

    private init(_ object: JSONObject, prefix: String) {
        self.object = object
        self.prefix = prefix
    }

    /// Reads the JSON body of a request.
    ///
    /// - Throws: ``Failure/Kind/badRequest`` when the body is not JSON or not an object.
    public init(body: [UInt8]) throws(Failure) {
        let value = try Self.json(body: body)
        guard let object = value.object else {
            throw Failure(.badRequest, "The body must be a JSON object, not \(value.kind)")
        }
        self.init(object)
    }

    /// The JSON body of a request, whatever it is. A byte order mark, which editors on Windows put before it, is passed over
    /// (RFC 8259, §8.1).
    ///
    /// - Throws: ``Failure/Kind/badRequest`` when the body is not JSON.
    public static func json(body: [UInt8]) throws(Failure) -> JSON {
        guard !body.isEmpty else { throw Failure(.badRequest, "The body must be a JSON object, but it is empty") }
        do {
            return try JSON(parsing: body.starts(with: [0xEF, 0xBB, 0xBF]) ? body[3...] : body[...])
        } catch {
            let isUTF16 =
                body.starts(with: [0xFF, 0xFE]) || body.starts(with: [0xFE, 0xFF]) || body.prefix(2).contains(0)
            throw Failure(
                .badRequest,
                isUTF16
                    ? "The body must be a JSON object in UTF-8, but it seems to be in UTF-16"
                    : "The body must be a JSON object: \(error)")
        }
    }

    /// The value of a member that is there and not `null`, whatever its type.
    public subscript(name: String) -> JSON? {
        guard let value = object[name], !value.isNull else { return nil }
        return value
    }

    public func has(_ name: String) -> Bool { self[name] != nil }
}

// MARK: - Members that must be there

extension Arguments {
    /// - Parameters:
    ///   - maximumBytes: the length allowed, in bytes of UTF-8.
    ///   - allowsEmpty: lets the empty string pass.
    /// - Throws: ``Failure/Kind/invalid(field:)``, as all readers here.
    public func string(
        _ name: String, maximumBytes: Int = 2048, allowsEmpty: Bool = false
    ) throws(Failure) -> String {
        try required(name, try stringIfPresent(name, maximumBytes: maximumBytes, allowsEmpty: allowsEmpty))
    }

    public func integer(_ name: String, in range: ClosedRange<Int>) throws(Failure) -> Int {
        try required(name, try integerIfPresent(name, in: range))
    }

    public func boolean(_ name: String) throws(Failure) -> Bool { try required(name, try booleanIfPresent(name)) }

    public func number(_ name: String) throws(Failure) -> JSONNumber { try required(name, try numberIfPresent(name)) }

    public func timestamp(_ name: String) throws(Failure) -> Timestamp {
        try required(name, try timestampIfPresent(name))
    }

    /// A reader of the object in a member; its messages name the whole path.
    public func arguments(_ name: String) throws(Failure) -> Arguments {
        try required(name, try argumentsIfPresent(name))
    }

    public func array(_ name: String, maximumCount: Int) throws(Failure) -> [JSON] {
        try required(name, try arrayIfPresent(name, maximumCount: maximumCount))
    }

    /// Readers of the objects in a member that is an array; their messages name the whole path, as `chats.0.title`.
    public func objects(_ name: String, maximumCount: Int) throws(Failure) -> [Arguments] {
        var readers: [Arguments] = []
        for (position, element) in try array(name, maximumCount: maximumCount).enumerated() {
            guard let object = element.object else {
                throw invalid("\(name).\(position)", "must be an object, not \(element.kind)")
            }
            readers.append(Arguments(object, prefix: "\(prefix)\(name).\(position)."))
        }
        return readers
    }

    private func required<Value>(_ name: String, _ value: Value?) throws(Failure) -> Value {
        guard let value else { throw Failure.missing(prefix + name) }
        return value
    }
}

// MARK: - Members that may be absent

extension Arguments {
    public func stringIfPresent(
        _ name: String, maximumBytes: Int = 2048, allowsEmpty: Bool = false
    ) throws(Failure) -> String? {
        guard let value = self[name] else { return nil }
        guard let text = value.string else { throw invalid(name, "must be a string, not \(value.kind)") }
        guard allowsEmpty || !text.isEmpty else { throw invalid(name, "must not be empty") }
        guard text.utf8.count <= maximumBytes else {
            throw invalid(name, "must be at most \(maximumBytes) bytes long")
        }
        return text
    }

    public func integerIfPresent(_ name: String, in range: ClosedRange<Int>) throws(Failure) -> Int? {
        guard let value = self[name] else { return nil }
        guard let number = value.int, range.contains(number) else {
            throw invalid(name, "must be an integer from \(range.bounds)")
        }
        return number
    }

    public func booleanIfPresent(_ name: String) throws(Failure) -> Bool? {
        guard let value = self[name] else { return nil }
        guard let flag = value.bool else { throw invalid(name, "must be true or false, not \(value.kind)") }
        return flag
    }

    public func numberIfPresent(_ name: String) throws(Failure) -> JSONNumber? {
        guard let value = self[name] else { return nil }
        guard let number = value.number else { throw invalid(name, "must be a number, not \(value.kind)") }
        return number
    }

    public func timestampIfPresent(_ name: String) throws(Failure) -> Timestamp? {
        guard let text = try stringIfPresent(name, maximumBytes: 64) else { return nil }
        guard let time = Timestamp(text) else {
            throw invalid(name, "must be a date and time such as 2026-11-21T01:33:24Z")
        }
        return time
    }

    /// A reader of the object in a member; its messages name the whole path.
    public func argumentsIfPresent(_ name: String) throws(Failure) -> Arguments? {
        guard let value = self[name] else { return nil }
        guard let object = value.object else { throw invalid(name, "must be an object, not \(value.kind)") }
        return Arguments(object, prefix: "\(prefix)\(name).")
    }

    public func arrayIfPresent(_ name: String, maximumCount: Int) throws(Failure) -> [JSON]? {
        guard let value = self[name] else { return nil }
        guard let elements = value.array else { throw invalid(name, "must be an array, not \(value.kind)") }
        guard elements.count <= maximumCount else {
            throw invalid(name, "must have at most \(maximumCount) elements")
        }
        return elements
    }

    /// The failure that says what is wrong with a member, for rules beyond those above: `invalid("title", "is taken")`.
    public func invalid(_ name: String, _ complaint: String) -> Failure {
        Failure(.invalid(field: prefix + name), "\(prefix)\(name) \(complaint)")
    }
}
