public import Logging
import WireFormats

/// How an answer is wrapped, which depends on who brought the event.
public enum ResponseEncoding: Sendable, Hashable {
    /// REST API, payload 1.0: `multiValueHeaders`.
    case rest
    /// HTTP API and function URL, payload 2.0: `headers` with joined values, and `cookies`.
    case http
    /// Application load balancer: `statusDescription`; headers as lists when the target group is set so.
    case loadBalancer(multiValueHeaders: Bool)
    /// Direct invocation: `{statusCode, headers, body}`, or the bare value where the answer asks for it.
    case direct

    /// Bytes that the gateway takes. Lambda: 6 MB and 100 bytes for an answer. Load balancer: 1 MB.
    public var maximumSize: Int {
        switch self {
        case .loadBalancer: 1024 * 1024
        case .rest, .http, .direct: 6 * 1024 * 1024 + 100
        }
    }

    /// The invocation's result. An answer that cannot be sent becomes one that says why:
    /// 413 when it is larger than ``maximumSize``, 500 when a header would break out of its line or a status is none.
    ///
    /// - Parameters:
    ///   - failures: the shape of that other answer.
    ///   - log: hears of answers that could not be sent.
    public func encode(
        _ response: Response, failures: FailureFormat = .object, log: Logger, requestID: String
    ) -> [UInt8] {
        do {
            return try encode(response)
        } catch {
            log.error(
                "An answer could not be sent",
                metadata: ["reason": "\(error.message)", "request-id": "\(requestID)"])
            return render(failures.response(for: error))
        }
    }

    /// The invocation's result.
    ///
    /// - Throws: ``Failure/Kind/tooLarge`` and ``Failure/Kind/internal`` as said above.
    public func encode(_ response: Response) throws(Failure) -> [UInt8] {
        guard (100...599).contains(response.status) else {
            throw Failure(.internal, "The answer had no valid status")
        }
        let cookies = HTTPHeaders(response.cookies.map { ("Set-Cookie", $0) })
        guard response.headers.isWellFormed, cookies.isWellFormed else {
            throw Failure(.internal, "The answer had a malformed header")
        }
        if self == .loadBalancer(multiValueHeaders: false), response.cookies.count > 1 {
            throw Failure(.internal, "Two cookies at once need multi-value headers to be enabled on the load balancer")
        }
        let bytes = render(response)
        guard bytes.count <= maximumSize else {
            throw Failure(.tooLarge, "The answer is larger than \(maximumSize) bytes; ask for less at a time")
        }
        return bytes
    }

    // MARK: - Rendering

    private func render(_ response: Response) -> [UInt8] {
        if self == .direct, response.isBareForDirectCallers, case .json(let value) = response.body {
            return value.serialized()
        }
        var answer: JSONObject = ["statusCode": .number(JSONNumber(response.status))]
        let headers = headers(of: response)
        switch self {
        case .rest, .loadBalancer(multiValueHeaders: true):
            answer["multiValueHeaders"] = .object(Self.lists(headers))
        case .loadBalancer(multiValueHeaders: false), .direct:
            answer["headers"] = .object(Self.joined(headers))
        case .http:
            answer["headers"] = .object(Self.joined(headers))
            if !response.cookies.isEmpty { answer["cookies"] = .array(response.cookies.map(JSON.string)) }
        }
        if case .loadBalancer = self { answer["statusDescription"] = .string(Self.description(of: response.status)) }
        let (text, isBase64) = Self.text(of: response.body)
        answer["body"] = .string(text)
        if self != .direct || isBase64 { answer["isBase64Encoded"] = .bool(isBase64) }
        return answer.serialized()
    }

    /// All header fields. Direct callers get those of the answer alone; for the others a missing content type is added.
    /// Cookies are fields except where the gateway has a member of its own for them.
    private func headers(of response: Response) -> HTTPHeaders {
        var headers = response.headers
        if self != .direct, headers["Content-Type"] == nil, let type = Self.contentType(of: response.body) {
            headers["Content-Type"] = type
        }
        if self != .http {
            for cookie in response.cookies { headers.add("Set-Cookie", cookie) }
        }
        return headers
    }

    private static func contentType(of body: Response.Body) -> String? {
        switch body {
        case .json: "application/json"
        case .text: "text/plain; charset=utf-8"
        case .bytes: "application/octet-stream"
        case .empty: nil
        }
    }

    private static func text(of body: Response.Body) -> (text: String, isBase64: Bool) {
        switch body {
        case .json(let value): (value.text, false)
        case .text(let text): (text, false)
        case .bytes(let bytes): (Base64.encode(bytes), true)
        case .empty: ("", false)
        }
    }

    /// One text a name; fields of the same name are one list (RFC 9110 §5.3).
    private static func joined(_ headers: HTTPHeaders) -> JSONObject {
        var object = JSONObject()
        for name in names(headers) { object[name] = .string(headers.values(of: name).joined(separator: ", ")) }
        return object
    }

    private static func lists(_ headers: HTTPHeaders) -> JSONObject {
        var object = JSONObject()
        for name in names(headers) { object[name] = .array(headers.values(of: name).map(JSON.string)) }
        return object
    }

    /// Each name once, as it was first written.
    private static func names(_ headers: HTTPHeaders) -> [String] {
        var names: [String] = []
        for field in headers where !names.contains(where: { HTTPHeaders.isSame($0, field.name) }) {
            names.append(field.name)
        }
        return names
    }
}
