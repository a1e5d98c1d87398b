import WireFormats

/// How an HTTP API reads a function's answer in payload format 2.0.
extension ServerResponse {
    /// With `statusCode` the answer says what to send. Without it, the whole value is a JSON body of status 200, and a
    /// string is sent as it is.
    ///
    /// - Returns: `nil` for an answer that API Gateway turns into `Internal Server Error`: no JSON, a field of the wrong
    ///   type, a status that is none, invalid base64.
    init?(httpAPI payload: [UInt8]) {
        guard let answer = try? JSON(parsing: payload) else { return nil }
        guard let status = answer["statusCode"] else {
            self.init(status: 200, headers: ["Content-Type": "application/json"], body: payload)
            if let text = answer.string { body = Array(text.utf8) }
            return
        }
        guard let code = status.int ?? status.string.flatMap(Int.init), (100...599).contains(code),
            let headers = Self.headers(answer["headers"]), let body = Self.body(answer)
        else { return nil }
        self.init(status: code, headers: headers, body: body)
        guard let cookies = answer["cookies"], !cookies.isNull else { return }
        guard let values = cookies.array?.map(\.string), !values.contains(nil) else { return nil }
        for case let value? in values { self.headers.add("Set-Cookie", value) }
    }

    private static func headers(_ value: JSON?) -> HTTPHeaders? {
        var headers: HTTPHeaders = [:]
        if let value, !value.isNull {
            guard let object = value.object else { return nil }
            for (name, value) in object {
                switch value {
                case .string(let text): headers.add(name, text)
                case .number(let number): headers.add(name, number.literal)
                case .bool(let flag): headers.add(name, flag ? "true" : "false")
                case .null, .array, .object: return nil
                }
            }
        }
        guard headers.isWellFormed else { return nil }
        if headers["Content-Type"] == nil { headers["Content-Type"] = "text/plain;charset=UTF-8" }
        return headers
    }

    private static func body(_ answer: JSON) -> [UInt8]? {
        switch answer["body"] {
        case nil, .null: []
        case .string(let text): answer["isBase64Encoded"] == true ? Base64.decode(text) : Array(text.utf8)
        default: nil
        }
    }
}
