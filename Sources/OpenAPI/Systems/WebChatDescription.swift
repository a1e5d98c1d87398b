import WireFormats

extension OpenAPIDocument {
    /// As FastAPI words refusals: a text, or a list of what is wrong with which field.
    static let detailFailure = Schema.object([
        .init(
            "detail",
            .either([
                .text("What is wrong, for people."),
                .list(
                    .object([
                        .init("type", .text()),
                        .init("loc", .list(.either([.text(), .integer()]), "Where the field is.")),
                        .init("msg", .text()),
                    ]), "What is wrong with fields."),
            ]))
    ])

    /// System 002.
    static let webChat = SystemDescription(
        tag: "Web chat", summary: "Chats with a language model.", failure: .named("DetailFailure"), invalidStatus: 422,
        schemas: webChatSchemas,
        endpoints: [
            Endpoint(
                method: "POST", path: "/api/generate", id: "generate", summary: "Asks the model",
                parameters: [.header("Idempotency-Key", .text("In place of `message_id`; at most 256 bytes."))],
                body: Body(
                    schema: .arguments([
                        .init("prompt", .text(minimum: 1, maximum: 100_000)),
                        .optional(
                            "session_id", .text("Of the chat; without it, or empty, a new one begins.", maximum: 128)),
                        .optional(
                            "max_history",
                            .integer(nil, "Turns that the model is shown, 0 to 1000; others are cut to that.")),
                        .optional("response_type", .text("Ignored.")),
                        .optional("message_id", .text("Makes a repeat one.", minimum: 1, maximum: 128)),
                    ])),
                answers: [
                    Answer(
                        200, "The model's answer",
                        .object([
                            .init("response", .text()), .init("message_type", .constant("conversation")),
                            .init("session_id", .text()), .init("timestamp", .number("Seconds since 1970.")),
                            .init("message_id", .text("The prompt's.")), .init("answer_id", .text()),
                            .optional("code", .text("What the answer had between fences.")),
                            .optional("incomplete", .boolean()),
                        ])),
                    Answer(
                        409, "The prompt is being answered, or the chat is gone", .named("GenerateFailure"),
                        headers: retryAfter),
                    Answer(
                        422, "A field is wrong, or the id stands for another prompt",
                        .either([.named("DetailFailure"), .named("GenerateFailure")])),
                    Answer(429, "The model has too many requests", .named("GenerateFailure"), headers: retryAfter),
                    Answer(500, "There is no answer", generateFailure),
                    Answer(503, "There is no model", generateFailure),
                ]),
            Endpoint(
                method: "POST", path: "/api/get_history", id: "getHistory",
                summary: "The latest messages of a chat, oldest first",
                body: Body(
                    schema: .arguments([
                        .init("session_id", .text()), .optional("limit", .integer(1...1000)),
                        .optional("cursor", .text(minimum: 1, maximum: 20_000)),
                    ])),
                answers: [
                    Answer(
                        200, "Messages, or that there are none",
                        .either([
                            .object([
                                .init("status", .constant("success")),
                                .init("history", .list(.text("`Human: …` or `AI: …`"))),
                                .init("messages", .list(.named("WebChatMessage"))),
                                .init("next_cursor", .text().orNull),
                            ]),
                            .object([.init("status", .constant("not_found")), .init("message", .text())]),
                        ]))
                ]),
            Endpoint(
                method: "POST", path: "/api/clear_history", id: "clearHistory", summary: "Removes a chat's messages",
                body: Body(schema: .arguments([.init("session_id", .text())])),
                answers: [Answer(200, "There are none now", status)]),
            Endpoint(
                method: "GET", path: "/api/session_names", id: "listSessionNames",
                summary: "Lists chats: pinned ones first, then by their use",
                parameters: [
                    .query("limit", .integer(1...100)), .cursor,
                    .query("archived", .boolean("Lists the archived ones.")),
                    .query("envelope", .boolean("Answers `{items, next_cursor}`.")),
                ],
                answers: [
                    Answer(
                        200, "A page",
                        .listOrPage(of: .named("WebChat")), headers: nextCursor)
                ]),
            Endpoint(
                method: "GET", path: "/api/sessions", id: "listActiveSessions",
                summary: "Ids of the chats of the last hour",
                parameters: [.query("limit", .integer(1...100)), .cursor],
                answers: [
                    Answer(
                        200, "A page",
                        .object([
                            .init("active_sessions", .list(.text())), .init("total_sessions", .integer()),
                        ]), headers: nextCursor)
                ]),
            Endpoint(
                method: "GET", path: "/api/sessions/{id}", id: "getSession", summary: "A chat, without its messages",
                parameters: [chatID], answers: [Answer(200, "The chat", .named("WebChat"))]),
            Endpoint(
                method: "PATCH", path: "/api/sessions/{id}", id: "changeSession",
                summary: "Renames, pins or archives a chat",
                parameters: [chatID],
                body: Body(
                    schema: .arguments([
                        .optional("chat_name", .text("At most 200 characters.", minimum: 1, maximum: 200)),
                        .optional("pinned", .boolean()), .optional("archived", .boolean()),
                    ])),
                answers: [Answer(200, "The chat as it is now", .named("WebChat"))]),
            Endpoint(
                method: "DELETE", path: "/api/sessions/{id}", id: "deleteSession", summary: "Deletes a chat",
                parameters: [.path("id", .text(minimum: 1))], answers: [Answer(200, "It is not there now", status)]),
            Endpoint(
                method: "POST", path: "/api/sessions/{id}/restore", id: "restoreSession",
                summary: "Takes a deletion back",
                parameters: [chatID], answers: [Answer(200, "The chat", .named("WebChat"))]),
            Endpoint(
                method: "POST", path: "/api/sessions/delete", id: "deleteSessions", summary: "Deletes several chats",
                body: Body(schema: .arguments([.init("session_ids", .list(.text(), maximum: 100))])),
                answers: [
                    Answer(
                        200, "What became of each",
                        .object([
                            .init(
                                "results",
                                .list(
                                    .object([
                                        .init("session_id", .text()),
                                        .init("status", .choice(["deleted", "not_found"])),
                                    ]))), .init("undo_until", .time().orNull),
                        ]))
                ]),
            Endpoint(
                method: "GET", path: "/api/search", id: "searchChats",
                summary: "Finds chats by words in names and messages",
                parameters: [
                    .query(
                        "q", .text("At most 200 characters, one of which is no space.", minimum: 1, maximum: 200),
                        isRequired: true),
                    .query("limit", .integer(1...100)), .cursor, .query("archived", .boolean()),
                ],
                answers: [
                    Answer(
                        200, "A page",
                        .object([
                            .init("results", .list(.named("FoundChat"))), .init("next_cursor", .text().orNull),
                            .init(
                                "searched_through", .time("How far back the search has come; null at the end.").orNull),
                        ]))
                ]),
            Endpoint(
                method: "GET", path: "/api/session_stats", id: "getStatistics", summary: "Counts of chats and messages",
                parameters: [.query("days", .integer(1...366))],
                answers: [
                    Answer(
                        200, "Counts",
                        .object([
                            .init(
                                "stats",
                                .object([
                                    .init("total_sessions", .integer()), .init("total_messages", .integer()),
                                    .init("recent_sessions_24h", .integer()), .init("active_sessions", .integer()),
                                ])),
                            .init(
                                "daily",
                                .list(
                                    .object([
                                        .init("date", .text()), .init("messages", .integer()),
                                        .init("sessions", .integer()),
                                    ]))), .init("hourly", .list(.integer(), "By the hour of the day, in UTC.")),
                        ]))
                ]),
            Endpoint(
                method: "POST", path: "/api/cleanup_sessions", id: "cleanUpSessions",
                summary: "Deletes chats that nobody has used for long",
                body: Body(
                    schema: .arguments([
                        .init(
                            "days_old",
                            Schema(["type": "number", "exclusiveMinimum": 0, "maximum": 36_500, "default": 30]),
                            isOptional: false),
                        .optional("dry_run", .boolean("Only tells.")), .optional("include_archived", .boolean()),
                        .optional("cursor", .text(minimum: 1, maximum: 20_000)),
                    ]), isRequired: false),
                answers: [
                    Answer(
                        200, "What was deleted",
                        .object([
                            .init("deleted_count", .integer()), .init("skipped_pinned", .integer()),
                            .init("skipped_archived", .integer()), .init("dry_run", .boolean()),
                            .init("next_cursor", .text().orNull), .optional("sessions", .list(.named("WebChat"))),
                            .optional("deleted_ids", .list(.text())), .optional("undo_until", .time().orNull),
                        ]))
                ]),
            Endpoint(
                method: "GET", path: "/api/export", id: "exportSessions",
                summary: "All chats, page by page, as a file that import takes",
                parameters: [.cursor], answers: [Answer(200, "A page", .named("ChatFile"), headers: nextCursor)]),
            Endpoint(
                method: "GET", path: "/api/export/{id}", id: "exportSession", summary: "A chat as a file",
                parameters: [chatID, .query("format", .choice(["json", "markdown"])), .cursor],
                answers: [
                    Answer(
                        200, "The chat, or the next part of it",
                        content: [("application/json", .named("ChatFile")), ("text/markdown", .text())],
                        headers: nextCursor + [("Content-Disposition", .text())])
                ]),
            Endpoint(
                method: "POST", path: "/api/import", id: "importSessions",
                summary: "Stores chats of a file; those that are there stay as they are",
                body: Body(
                    schema: .arguments([
                        .init("version", .constant(1)), .init("sessions", .list(.named("ImportedChat"), maximum: 100)),
                    ])),
                answers: [
                    Answer(
                        200, "What became of each",
                        .object([
                            .init("imported", .integer()), .init("skipped", .integer()),
                            .init(
                                "results",
                                .list(
                                    .object([
                                        .init("session_id", .text()), .init("imported_as", .text()),
                                        .init("status", .choice(["imported", "skipped"])),
                                    ]))),
                        ]))
                ]),
            Endpoint(
                method: "GET", path: "/api/health", id: "getChatHealth", summary: "Whether store and model answer",
                access: .everybody,
                answers: [Answer(200, "They do", chatHealth), Answer(503, "One does not", chatHealth)]),
            Endpoint(
                method: "GET", path: "/api", id: "describeChat", summary: "What this is", access: .everybody,
                answers: [
                    Answer(
                        200, "Title, version, features",
                        .object([
                            .init("status", .text()), .init("title", .text()), .init("version", .text()),
                            .init("model", .text().orNull), .init("description", .text()),
                            .init("features", .list(.text())),
                        ]))
                ]),
        ])

    private static let generateFailure = Schema.either([
        .named("GenerateFailure"), .named("DetailFailure"), .named("GatewayFailure"),
    ])
    private static let chatID = Parameter.path("id", .text(minimum: 1, maximum: 128))
    private static let retryAfter: [(name: String, schema: Schema)] = [("Retry-After", .text("Seconds."))]
    static let nextCursor: [(name: String, schema: Schema)] = [("X-Next-Cursor", .text("Where there is another page."))]
    private static let status = Schema.object([
        .init("status", .constant("success")), .init("message", .text()),
        .optional("undo_until", .time("Until when a deletion can be taken back.")),
    ])
    private static let chatHealth = Schema.object([
        .init("status", .choice(["healthy", "degraded"])), .init("model", .text().orNull),
        .init("active_sessions", .integer()),
        .init("checks", .object([.init("store", .text()), .init("model", .text())])),
    ])

    /// Places of what was found, in characters.
    private static let highlights = Schema.list(.list(.integer()))

    private static let webChatSchemas: [(name: String, schema: Schema)] = [
        ("DetailFailure", detailFailure),
        (
            "GenerateFailure",
            .object([.init("detail", .text()), .init("session_id", .text()), .init("message_id", .text())])
        ),
        (
            "WebChat",
            .object([
                .init("session_id", .text()), .init("chat_name", .text()), .init("created_at", .time()),
                .init("last_activity", .time()), .init("message_count", .integer()), .init("pinned", .boolean()),
                .init("archived", .boolean()),
            ])
        ),
        (
            "WebChatMessage",
            .object([
                .init("message_id", .text()), .init("sender", .choice(["Human", "AI"])), .init("content", .text()),
                .init("timestamp", .time()), .init("status", .choice(["complete", "unanswered", "incomplete"])),
            ])
        ),
        (
            "FoundChat",
            .object([
                .init("session_id", .text()), .init("chat_name", .text()), .init("title_highlights", highlights),
                .init("last_activity", .time()), .init("pinned", .boolean()), .init("archived", .boolean()),
                .init(
                    "matches",
                    .list(
                        .object([
                            .init("message_id", .text()), .init("sender", .choice(["Human", "AI"])),
                            .init("timestamp", .time()), .init("snippet", .text()), .init("highlights", highlights),
                        ]))),
            ])
        ),
        (
            "ChatFile",
            .object([
                .init("version", .constant(1)), .init("sessions", .list(.anyObject("As import takes it."))),
                .init("next_cursor", .text().orNull),
            ])
        ),
        (
            "ImportedChat",
            .arguments([
                .init("session_id", .text(pattern: "^[!-~]+$", maximum: 128)),
                .init("chat_name", .text("At most 200 characters.", minimum: 1, maximum: 200)),
                .init("created_at", .time("Not in the future.")),
                .init("last_activity", .time("Not before `created_at`.")),
                .optional("pinned", .boolean()), .optional("archived", .boolean()),
                .init(
                    "messages",
                    .list(
                        .arguments([
                            .init("message_id", .text(minimum: 1, maximum: 128)),
                            .init("sender", .choice(["Human", "AI"])),
                            .init("content", .text("A prompt: 100,000 bytes.", minimum: 1, maximum: 250_000)),
                            .init("timestamp", .time("Not in the future.")),
                            .optional("status", .choice(["complete", "unanswered", "incomplete"])),
                        ]), maximum: 10_000)),
            ])
        ),
    ]
}
