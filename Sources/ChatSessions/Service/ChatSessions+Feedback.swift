import AWSServices
import Gateway
import SystemSupport
import WireFormats

/// `/user-feedback`: what users think of answers.
extension ChatSessions {
    private static let categories: ExactSet = [
        "Error Messages", "Not Clear", "Poorly Formatted", "Inaccurate", "Not Relevant to My Question", "Other",
    ]

    /// `POST` with `{"feedbackData": {…}}`: 200 `{"FeedbackID", "updated_attributes"}`.
    func giveFeedback(_ request: Request) async throws(Failure) -> Response {
        let identity = try identity(of: request)
        let data = try Arguments(body: request.body).arguments("feedbackData")
        let messageID = try data.identifier("messageId")
        let sessionID = try data.identifier("sessionId")
        let written = try await store.rate(
            message: messageID, of: sessionID, try Self.feedback(data), as: identity)
        var attributes = JSONObject()
        for (name, value) in written.inOrder { attributes[name] = value.plainJSON }
        return .json(["FeedbackID": .string(messageID), "updated_attributes": .object(attributes)])
    }

    private static func feedback(_ data: Arguments) throws(Failure) -> Feedback {
        let type = try data.stringIfPresent("feedbackType") ?? "neutral"
        guard let kind = Feedback.Kind(rawValue: type.lowercased()) else {
            throw data.invalid("feedbackType", "must be positive, negative or neutral")
        }
        let comment = try data.stringIfPresent("feedbackMessage", maximumBytes: .max, allowsEmpty: true) ?? ""
        guard comment.count <= Limits.feedbackComment else {
            throw data.invalid("feedbackMessage", "must be at most \(Limits.feedbackComment) characters long")
        }
        let category = try data.stringIfPresent(
            "feedbackCategory", maximumBytes: Limits.feedbackCategory, allowsEmpty: true)
        return Feedback(
            kind: kind, rank: try data.integerIfPresent("feedbackRank", in: 1...5), category: category ?? "general",
            comment: comment)
    }

    /// `GET` with `startTime`, `endTime`, `topic` (all optional), `limit`, `cursor`, for admins: 200 `{"Items": […]}`, newest
    /// first, and `next_cursor` when there are more.
    func listFeedback(_ request: Request) async throws(Failure) -> Response {
        let identity = try identity(of: request)
        guard identity.isAdmin || identity.isDirect else { throw Call.forbidden }
        let query = Arguments(
            JSONObject(request.query.filter { !$0.value.isEmpty }.map { ($0.name, JSON.string($0.value)) }))
        let start = query.has("startTime") ? try query.string("startTime", maximumBytes: 64) : "0000-01-01"
        let end = query.has("endTime") ? try query.string("endTime", maximumBytes: 64) : "9999-12-31"
        guard let range = TimeRange(from: start, to: end) else {
            throw query.invalid(
                Timestamp(start) == nil ? "startTime" : "endTime",
                "must be a date and time such as 2026-11-21T01:33:24Z")
        }
        let topic = try query.stringIfPresent("topic")
        var limit = Limits.page
        if let text = try query.stringIfPresent("limit") {
            guard let number = Int(text), (1...Limits.page).contains(number) else {
                throw query.invalid("limit", "must be an integer from 1 to \(Limits.page)")
            }
            limit = number
        }
        let scope = JSON.array([
            "feedback", .string(range.lower), .string(range.upper), .string(topic ?? ""),
            .string(identity.userID ?? ""),
        ]).text
        var position: ListPosition?
        if let cursor = try query.stringIfPresent("cursor", maximumBytes: 16_384) {
            position = ListPosition(try cursors.verify(cursor, scope: scope))
        }
        let page = try await store.ratedMessages(
            in: range, limit: limit, after: position, matching: { Self.matches($0, topic: topic) })
        return try response(page, scope: scope)
    }

    private func response(_ page: ListPage<Message>, scope: String) throws(Failure) -> Response {
        var items: [JSON] = []
        var size = 0
        var next = page.next
        for (index, message) in page.elements.enumerated() {
            let item = Self.listed(message)
            size += item.escapedSize
            if size > Limits.response, index > 0 {
                next = page.elements[index - 1].pointerPosition
                break
            }
            items.append(item)
        }
        var answer: JSONObject = ["Items": .array(items)]
        if let next { answer["next_cursor"] = .string(try cursors.sign(next.json, scope: scope)) }
        return .json(.object(answer))
    }

    private static func matches(_ message: Message, topic: String?) -> Bool {
        switch topic {
        case "Positive", "Negative", "Neutral": message.feedbackType.lowercased() == topic?.lowercased()
        case let topic? where categories.contains(topic): message.feedbackCategory == topic
        default: true
        }
    }

    private static func listed(_ message: Message) -> JSON {
        [
            "FeedbackID": .string(message.id), "SessionID": .string(message.sessionID),
            "UserPrompt": .string(message.prompt), "FeedbackComments": .string(message.feedbackMessage),
            "FeedbackCategory": .string(message.feedbackCategory),
            "FeedbackRank": message.feedbackRank.map { .number(JSONNumber($0)) } ?? .null,
            "FeedbackType": .string(message.feedbackType), "ChatbotMessage": .string(message.response),
            "CreatedAt": .string(message.feedbackCreatedAt.asWireTime),
        ]
    }

    /// `DELETE` with `{"session_id", "message_id"}`: 200 `{"FeedbackID", "message"}`, whatever was there.
    func removeFeedback(_ request: Request) async throws(Failure) -> Response {
        let identity = try identity(of: request)
        let arguments = try Arguments(body: request.body)
        let messageID = try arguments.identifier("message_id")
        try await store.unrate(message: messageID, of: try arguments.identifier("session_id"), as: identity)
        return .json(["FeedbackID": .string(messageID), "message": "Feedback deleted."])
    }

    private func identity(of request: Request) throws(Failure) -> Authorization.Identity {
        try authorization.requiredIdentity(of: request.caller)
    }
}
