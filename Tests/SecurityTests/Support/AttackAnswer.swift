import Foundation
import WireFormats

/// What the function sent back, read as its gateway reads it.
struct AttackAnswer: Sendable, Hashable, CustomStringConvertible {
    let status: Int
    /// In the order of their names.
    let headers: [Header]
    let body: String

    struct Header: Sendable, Hashable {
        let name: String
        let value: String
    }

    /// - Returns: `nil` for what no gateway would make a response of.
    init?(_ event: JSON) {
        guard let status = event["statusCode"]?.int, (200...599).contains(status), let body = event["body"]?.string,
            let fields = (event["headers"] ?? event["multiValueHeaders"])?.object
        else { return nil }
        var headers: [Header] = []
        for (name, value) in fields {
            guard let values = value.array ?? [value] as [JSON]? else { return nil }
            for value in values {
                guard let text = value.string else { return nil }
                headers.append(Header(name: name, value: text))
            }
        }
        for cookie in event["cookies"]?.array ?? [] {
            headers.append(Header(name: "Set-Cookie", value: cookie.string ?? ""))
        }
        self.init(status: status, headers: headers.sorted { ($0.name, $0.value) < ($1.name, $1.value) }, body: body)
    }

    private init(status: Int, headers: [Header], body: String) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    var json: JSON? { try? JSON(parsing: body) }

    subscript(name: String) -> String? { headers.first { $0.name.lowercased() == name.lowercased() }?.value }

    var description: String { "\(status) \(headers.map { "\($0.name): \($0.value)" }) \(body.prefix(500))" }

    /// The same without what differs between two answers to the same question: made-up ids, times, and the ids that the
    /// question named.
    func masked(_ names: [String]) -> AttackAnswer {
        func mask(_ text: String) -> String {
            var text = text
            for name in names {
                text = text.replacing(name, with: "NAME").replacing(PercentEncoding.encode(name), with: "NAME")
            }
            text = text.replacing(#/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/#, with: "UUID")
            text = text.replacing(#/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z?/#, with: "TIME")
            text = text.replacing(#/(MESSAGE|REVIEW)-\d+-[0-9a-f]{8}/#, with: "ID")
            return text.replacing(#/"timestamp":\d+(\.\d+)?/#, with: "TIME")
        }
        return AttackAnswer(
            status: status, headers: headers.map { Header(name: $0.name, value: mask($0.value)) }, body: mask(body))
    }

    /// True when a header would end its line, or the body is not what the headers say.
    var isMalformed: Bool {
        for header in headers {
            let bytes = Array(header.name.utf8) + Array(header.value.utf8)
            if bytes.contains(where: { ($0 < 0x20 && $0 != 0x09) || $0 == 0x7F }) { return true }
        }
        return self["Content-Type"]?.hasPrefix("application/json") == true && !body.isEmpty && json == nil
    }
}
