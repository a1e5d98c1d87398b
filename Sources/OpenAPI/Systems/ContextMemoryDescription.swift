import WireFormats

extension OpenAPIDocument {
    /// System 003.
    static let contextMemory = SystemDescription(
        tag: "Context memory", summary: "What was said, for retrieval-augmented generation.",
        failure: .named("FieldFailure"), schemas: memorySchemas,
        endpoints: [
            Endpoint(
                method: "POST", path: "/session", id: "createMemorySession",
                summary: "Creates a session, or finds it there",
                body: Body(schema: .arguments([.optional("session_id", memoryID)]), isRequired: false),
                answers: [
                    Answer(200, "It is there", .object([.init("session_id", .text()), .init("created", .boolean())]))
                ]),
            Endpoint(
                method: "POST", path: "/query", id: "query",
                summary: "Answers a question from the session and from passages",
                parameters: [.header("Idempotency-Key", .text("In place of `message_id`; at most 256 bytes."))],
                body: Body(
                    schema: .arguments([
                        .init("session_id", memoryID), .init("query", .text(minimum: 1, maximum: 262_144)),
                        .optional(
                            "passages",
                            .list(
                                .arguments([
                                    .init("text", .text(minimum: 1, maximum: 262_144)),
                                    .optional("source", .text(maximum: 2048)),
                                ]),
                                maximum: 50, "At most 262,144 bytes together.")),
                        .optional("message_id", memoryMessageID),
                    ])),
                answers: [
                    Answer(
                        200, "The answer",
                        .object([
                            .init("session_id", .text()), .init("response", .text()),
                            .init(
                                "citations",
                                .list(
                                    .object([
                                        .init("number", .integer()), .init("text", .text()),
                                        .init("source", .text().orNull),
                                    ]))),
                        ])),
                    Answer(
                        409, "The same message is being answered, or its id stands for another", .named("FieldFailure")),
                    Answer(422, "The id stands for another message", .named("FieldFailure")),
                    Answer(429, "The model has too many requests", .named("FieldFailure")),
                ]),
        ], operations: memoryOperations)

    private static let memoryID = Schema.text(minimum: 1, maximum: 256)
    private static let memoryMessageID = Schema.text("Makes a repeat one.", minimum: 1, maximum: 256)
    private static let named = Schema.Member("session_id", memoryID)
    private static let acting = Schema.Member.optional(
        "user_id", .text("Of direct callers: whose session, in 1 to 512 bytes."))
    private static let count = Schema.Member.optional("max_messages", .integer(1...1000))

    private static let memorySchemas: [(name: String, schema: Schema)] = [
        (
            "FieldFailure",
            .object([
                .init("detail", .text("What is wrong, for people.")),
                .optional("field", .text("Which field is wrong.")),
            ])
        ),
        (
            "MemoryMessage",
            .object([
                .init("role", .text()), .init("text", .text()), .init("timestamp", .time()), .init("id", .text()),
                .init("number", .integer()),
            ])
        ),
        (
            "MemorySession",
            .object([
                .init("messages", .list(.named("MemoryMessage"))), .init("summary", .text()),
                .init("created_at", .time()), .init("last_updated", .time()), .init("session_id", .text()),
                .init("last_number", .integer()), .init("summary_through", .integer()),
                .optional(
                    "omitted", .integer(nil, "How many older messages were left out, as one answer cannot carry all.")),
            ])
        ),
    ]

    static let memoryOperations: [OperationDescription] = [
        .init(
            "memory.create_session", "Creates a session; false when it is there.",
            [acting, .optional("session_id", memoryID)],
            .either([.boolean(), .object([.init("session_id", .text()), .init("created", .boolean())])])),
        .init(
            "memory.get_session", "A session with its messages; null when there is none.", [acting, named, count],
            .either([.named("MemorySession"), .null])),
        .init(
            "memory.add_message", "Adds a message; false without a session.",
            [
                acting, named, .init("role", .choice(["user", "assistant", "system", "tool"])),
                .init("text", .text(maximum: 262_144)), .optional("message_id", memoryMessageID),
            ], .boolean()),
        .init(
            "memory.get_recent_messages", "The last messages (5), oldest first.", [acting, named, count],
            .list(.named("MemoryMessage"))),
        .init(
            "memory.get_conversation_context", "The last messages (10) for a prompt.",
            [
                acting, named, count, .optional("include_summary", .boolean()),
                .optional("token_budget", .integer(1...1_000_000)), .optional("orphan_start", .boolean()),
                .optional("escape_roles", .boolean()), .optional("format", .choice(["text", "messages"])),
            ],
            .either([
                .text(),
                .object([
                    .init(
                        "summary", .either([.object([.init("text", .text()), .init("through", .integer())]), .null])),
                    .init("messages", .list(.named("MemoryMessage"))), .init("omitted", .integer()),
                ]),
            ])),
        .init(
            "memory.update_summary", "Sets the summary; false without a session.",
            [
                acting, named, .init("summary", .text(maximum: 65_536)),
                .optional("through", .integer(0...1_000_000_000, "The number of the last message that it covers.")),
            ], .boolean()),
        .init("memory.get_summary", "The summary; empty where there is none.", [acting, named], .text()),
        .init("memory.clear_session", "Removes a session; false when there is none.", [acting, named], .boolean()),
        .init(
            "memory.summarize", "Brings the summary up to date; null without a session.",
            [acting, named, .optional("fallback", .boolean("Extracts, where no model answers."))],
            .either([
                .object([
                    .init("summary", .text()), .init("through", .integer()),
                    .init("made_by", .choice(["model", "extract"]).orNull),
                ]), .null,
            ])),
    ]
}
