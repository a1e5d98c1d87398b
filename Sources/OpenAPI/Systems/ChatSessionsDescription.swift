import WireFormats

extension OpenAPIDocument {
    /// System 000.
    static let chatSessions = SystemDescription(
        tag: "Chat sessions", summary: "Sessions with their messages, users' feedback and administrators' reviews.",
        failure: .text("What is wrong, for people."), schemas: chatSchemas,
        endpoints: [
            userSession("POST", id: "callOperation", isDeprecated: false),
            userSession("GET", id: "callOperationByGet", isDeprecated: true),
            userSession("DELETE", id: "callOperationByDelete", isDeprecated: true),
            Endpoint(
                method: "POST", path: "/user-feedback", id: "giveFeedback",
                summary: "Says what the user thinks of an answer",
                body: Body(schema: .arguments([.init("feedbackData", feedbackData)])),
                answers: [
                    Answer(
                        200, "Stored",
                        .object([
                            .init("FeedbackID", .text("The message's id.")), .init("updated_attributes", .anyObject()),
                        ])), Answer(404, "There is no such message for the caller", .text()),
                ]),
            Endpoint(
                method: "GET", path: "/user-feedback", id: "listFeedback", summary: "Lists feedback, newest first",
                access: .admins,
                parameters: [
                    .query("startTime", .text("RFC 3339, or without a zone: UTC.", maximum: 64)),
                    .query(
                        "endTime",
                        .text("As `startTime`. Without a fraction it includes its whole second.", maximum: 64)),
                    .query(
                        "topic",
                        .text(
                            "A type (`Positive`, `Negative`, `Neutral`) or one of the page's categories; anything else filters nothing.",
                            maximum: 2048)), .query("limit", .integer(1...1000, "1000 where it is not given.")),
                    .cursor,
                ],
                answers: [
                    Answer(
                        200, "A page",
                        .object([
                            .init("Items", .list(.named("FeedbackItem"))),
                            .optional("next_cursor", .text("Where there is another page.")),
                        ]))
                ]),
            Endpoint(
                method: "DELETE", path: "/user-feedback", id: "removeFeedback", summary: "Takes feedback back",
                body: Body(schema: .arguments([.init("session_id", chatID), .init("message_id", chatID)])),
                answers: [
                    Answer(
                        200, "There is none now",
                        .object([.init("FeedbackID", .text()), .init("message", .text())])),
                    Answer(404, "There is no such message for the caller", .text()),
                ]),
        ], operations: chatOperations)

    /// Printable ASCII without white space, `#`, `<` and `!`.
    private static let chatID = Schema.text(pattern: "^[\"$-;=-~]+$", maximum: 128)

    private static func userSession(_ method: String, id: String, isDeprecated: Bool) -> Endpoint {
        let all = chatOperations + memoryOperations + whatsAppOperations
        return Endpoint(
            method: method, path: "/user-session", id: id, summary: "Carries out an operation",
            details: isDeprecated
                ? "As POST, for clients of the original."
                : "The answer is what the operation's description says. A list's next cursor is also in `X-Next-Cursor`.",
            parameters: [
                .header(
                    "Idempotency-Key", .text("Makes a repeat of an operation that stores a message one.", maximum: 256))
            ],
            body: Body(schema: operations(all)),
            answers: [
                Answer(
                    200, "Done", .named("OperationAnswer"),
                    headers: [("X-Next-Cursor", .text("Of a list that has another page."))]),
                Answer(400, "An argument is missing or wrong", .named("OperationRefusal")),
                Answer(401, "The caller has to sign in", .named("OperationRefusal")),
                Answer(403, "The caller may not do this", .named("OperationRefusal")),
                Answer(404, "There is no such thing for the caller", .named("OperationRefusal")),
                Answer(409, "It does not go with what is there", .named("OperationRefusal")),
                Answer(413, "The request, or the answer to it, is too large", .named("OperationRefusal")),
                Answer(500, "Something went wrong on our side", .named("OperationRefusal")),
                Answer(
                    503, "The system is off, or something that it needs cannot be reached", .named("OperationRefusal")),
            ], isDeprecated: isDeprecated)
    }

    private static let feedbackData = Schema.arguments([
        .init("sessionId", chatID), .init("messageId", chatID),
        .optional("feedbackType", .text("`positive`, `negative` or `neutral` (without it), in any case.", minimum: 1)),
        .optional("feedbackRank", .integer(1...5)), .optional("feedbackCategory", .text(maximum: 200)),
        .optional("feedbackMessage", .text("At most 2000 characters.", maximum: 2000)),
    ])

    private static let chatSchemas: [(name: String, schema: Schema)] = [
        (
            "OperationAnswer",
            Schema([
                "description": "What the operation returns.",
                "anyOf": .array(
                    (chatOperations + memoryOperations + whatsAppOperations).map(\.answer.json).reduce(into: []) {
                        if !$0.contains($1) { $0.append($1) }
                    }),
            ])
        ),
        (
            "OperationRefusal",
            .either([
                .text("Chat sessions: what is wrong, for people."),
                .object(
                    [.init("detail", .text()), .optional("field", .text("The argument that is wrong."))],
                    "`memory.` and `whatsapp.`"), .named("GatewayFailure"),
            ])
        ),
        (
            "GatewayFailure",
            .object([.init("message", .text())], "Of API Gateway, or its authorizer, which never asked the function.")
        ),
        ("MessageReference", .object([.init("session_id", .text()), .init("message_id", .text())])),
        (
            "ListedSession",
            .object([.init("session_id", .text()), .init("title", .text()), .init("time_stamp", .time())])
        ),
        (
            "ReviewedSession",
            .object([
                .init("session_id", .text()), .init("title", .text()), .init("time_stamp", .time()),
                .init("has_feedback", .choice(["Yes", "No"])), .init("has_review", .choice(["Yes", "No"])),
                .init("review_id", .text("Empty where there is none.")),
            ])
        ),
        (
            "ChatSession",
            .object(
                [
                    .optional("pk_session_id", .text()), .optional("user_id", .text()), .optional("title", .text()),
                    .optional("created_at", .time()), .optional("updated_at", .time()),
                    .optional("message_count", .number()),
                    .optional("chat_history", .list(.named("ChatTurn"), "Oldest first.")),
                    .optional("next_cursor", .text("Where older messages did not fit.")),
                    .optional("review", .anyObject("The asking administrator's own.")),
                ], "Empty for a session that is not there for the caller.")
        ),
        (
            "ChatTurn",
            .object([
                .init("user", .text("The prompt.")), .init("chatbot", .text("The answer.")),
                .init("metadata", .text("The sources, as JSON in a string.")), .init("messageId", .text()),
                .init("userFeedback", .anyObject("For administrators; empty for others.")),
            ])
        ),
        (
            "NewMessage",
            .arguments([
                .init("user_prompt", .text("With answer and sources at most 350 KB.")), .init("bot_response", .text()),
                .optional("sources", .list(Schema([:]), maximum: 5000)),
                .optional("response_time", .number("Seconds, from 0 to 1,000,000.")),
                .optional("message_id", chatID),
            ])
        ),
        (
            "FeedbackItem",
            .object([
                .init("FeedbackID", .text()), .init("SessionID", .text()), .init("UserPrompt", .text()),
                .init("FeedbackComments", .text()), .init("FeedbackCategory", .text()),
                .init("FeedbackRank", .integer().orNull), .init("FeedbackType", .text()),
                .init("ChatbotMessage", .text()), .init("CreatedAt", .text()),
            ])
        ),
    ]

    private static let acting = Schema.Member.optional(
        "user_id", .text("Of direct callers; over HTTP it is the token's user.", minimum: 1, maximum: 256))
    private static let listed: [Schema.Member] = [
        .optional("limit", .integer(1...1000)), .optional("cursor", .text(maximum: 16_384)),
        .optional("envelope", .boolean("Answers `{items, next_cursor}`.")),
    ]
    private static let repeated: [Schema.Member] = [
        .optional("message_id", chatID),
        .optional("idempotency_key", .text("Makes a repeat one.", minimum: 1, maximum: 256)),
    ]

    static let chatOperations: [OperationDescription] = [
        .init(
            "add_new_session_with_first_message", "Creates a session with its first message.",
            [
                acting, .optional("session_id", chatID), .init("title", .text(maximum: 2000)),
                .optional("new_chat_entry", .named("NewMessage")),
                .optional(
                    "first_chat_entry",
                    .named("NewMessage").described("The same, as the original's documentation has it.")),
            ] + repeated, .named("MessageReference")),
        .init(
            "add_message_to_existing_session", "Adds a prompt and its answer.",
            [acting, .init("session_id", chatID), .optional("new_chat_entry", .named("NewMessage"))] + repeated,
            .named("MessageReference")),
        .init(
            "get_session", "A session with its history; an empty object when it is not there for the caller.",
            [acting, .init("session_id", chatID), .optional("cursor", .text(maximum: 16_384))], .named("ChatSession")),
        .init(
            "update_session", "Adds a prompt that has no answer.",
            [acting, .init("session_id", chatID), .init("new_chat_entry", .text("At most 350 KB."))] + repeated,
            .object([.init("message_id", .text())])),
        .init(
            "delete_session", "Deletes a session with all that belongs to it.", [acting, .init("session_id", chatID)],
            .text()),
        .init(
            "list_sessions_by_user_id", "The caller's sessions, newest first: 15, or `limit`.", [acting] + listed,
            .listOrPage(of: .named("ListedSession"))),
        .init(
            "list_all_sessions_by_user_id", "The caller's sessions, newest first: 100, or `limit`.", [acting] + listed,
            .listOrPage(of: .named("ListedSession"))),
        .init(
            "list_all_sessions", "Everybody's sessions of a time range, newest first, for administrators.",
            [
                acting, .init("start_time", .text(minimum: 1, maximum: 64)),
                .init("end_time", .text(minimum: 1, maximum: 64)),
                .optional("has_feedback", .text("`yes` and `no` filter.")),
                .optional("has_review", .text("`yes` and `no` filter.")),
                .optional("review_scope", .choice(["own", "any"])),
            ] + listed, .listOrPage(of: .named("ReviewedSession"))),
        .init(
            "assemble_chat_history",
            "A session's history in DynamoDB's JSON, oldest first: the newest messages, as many as one answer can carry.",
            [acting, .init("session_id", chatID)] + listed, .listOrPage(of: .anyObject())),
        .init(
            "update_review_session", "Notes a review, for administrators.",
            [
                acting, .init("session_id", chatID), .init("review_id", .text("Empty creates one.", maximum: 128)),
                .optional("comments", .text(maximum: 10_000)),
            ], .object([.init("review_id", .text()), .init("session_id", .text())])),
        .init(
            "delete_review_session", "Removes a review, for administrators.",
            [acting, .init("session_id", chatID), .init("review_id", chatID)], .text()),
        .init(
            "download_all_sessions_csv",
            "Makes a CSV file of a time range, for administrators; ask again with `job_id`.",
            [
                acting, .optional("start_time", .text(maximum: 64)), .optional("end_time", .text(maximum: 64)),
                .optional(
                    "job_id", .text("`start_time` and `end_time`, joined by a hyphen.", minimum: 1, maximum: 160)),
            ],
            .object([
                .init("status", .choice(["processing", "completed"])),
                .optional("download_url", .url("For ten minutes.")),
            ])),
    ]
}
