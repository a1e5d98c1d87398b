import Gateway
import WireFormats

/// How much of a list is wanted, from where, and in what form.
struct ListRequest: Sendable {
    let limit: Int
    let position: ListPosition?
    let isEnveloped: Bool
    private let scope: String

    /// - Parameter scope: all that decides what the list contains and in which order.
    init(_ call: Call, _ cursors: CursorSigner, defaultLimit: Int, scope: JSON) throws(Failure) {
        self.scope = scope.text
        limit = try call.arguments.integerIfPresent("limit", in: 1...Limits.page) ?? defaultLimit
        let cursor = try call.arguments.stringIfPresent("cursor", maximumBytes: 16_384)
        position = if let cursor { ListPosition(try cursors.verify(cursor, scope: self.scope)) } else { nil }
        let envelope = try call.arguments.booleanIfPresent("envelope")
        isEnveloped = envelope ?? call.arguments.object.keys.contains("cursor")
    }

    func response(
        _ elements: [JSON], next: ListPosition?, _ cursors: CursorSigner
    ) throws(Failure) -> Response {
        var cursor: String?
        if let next { cursor = try cursors.sign(next.json, scope: scope) }
        var response = Response.json(.array(elements))
        if isEnveloped {
            response = .json(["items": .array(elements), "next_cursor": cursor.map(JSON.string) ?? .null])
        }
        response.isBareForDirectCallers = true
        if let cursor {
            response.headers["X-Next-Cursor"] = cursor
            response.headers["Access-Control-Expose-Headers"] = "X-Next-Cursor"
        }
        return response
    }
}
