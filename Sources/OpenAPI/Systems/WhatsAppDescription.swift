import WireFormats

extension OpenAPIDocument {
    /// System 004. Every route is there twice.
    static let whatsApp = SystemDescription(
        tag: "WhatsApp", summary: "Conversations on WhatsApp, as sessions of contacts, for the staff.",
        failure: .named("DetailFailure"), invalidStatus: 422, schemas: whatsAppSchemas,
        endpoints: ["", "/api/v1"].flatMap(whatsAppEndpoints), operations: whatsAppOperations)

    private static func whatsAppEndpoints(_ base: String) -> [Endpoint] {
        let version = base.isEmpty ? "" : "V1"
        let phone = Parameter.path(
            "phone", .text("`+14155550100`, with or without `whatsapp:` and the usual separators.", minimum: 1))
        let id = Parameter.path("id", .text(minimum: 1))
        let limit = Parameter.query("limit", .integer(1...1000, "Of messages."))
        let changed = Answer(409, "It does not go with how the session is", .named("DetailFailure"))
        return [
            Endpoint(
                method: "GET", path: base + "/session/{phone}", id: "getCurrentSession" + version,
                summary: "A contact's active session with its latest messages", access: .staff,
                parameters: [phone, limit],
                answers: [
                    Answer(
                        200, "The session, or that there is none",
                        .either([
                            .object([
                                .init("session", .named("WhatsAppSession")),
                                .init("conversation_history", .list(.named("WhatsAppMessage"))),
                                .init("message_count", .integer()),
                            ]), .object([.init("message", .text()), .init("session", .null)]),
                        ]))
                ]),
            Endpoint(
                method: "GET", path: base + "/session/{phone}/history", id: "getContactHistory" + version,
                summary: "The latest messages of all sessions of a contact, oldest first", access: .staff,
                parameters: [phone, limit, .cursor],
                answers: [
                    Answer(
                        200, "A page",
                        .page(of: .named("WhatsAppMessage"), as: "messages"))
                ]),
            Endpoint(
                method: "POST", path: base + "/session/{id}/complete", id: "completeSession" + version,
                summary: "Ends a session", access: .staff, parameters: [id],
                answers: [Answer(200, "It has ended", .object([.init("message", .text())])), changed]),
            Endpoint(
                method: "GET", path: base + "/sessions", id: "listWhatsAppSessions" + version,
                summary: "Lists sessions, newest activity first", access: .staff,
                parameters: [
                    .query("status", .choice(sessionStatuses)),
                    .query("mode", .choice(["bot", "human"], "Of active ones.")),
                    .query("limit", .integer(1...100, "Of sessions; 50 where it is not given.")), .cursor,
                ],
                answers: [
                    Answer(
                        200, "A page",
                        .page(of: .named("WhatsAppSession")))
                ]),
            Endpoint(
                method: "GET", path: base + "/sessions/active", id: "listActiveWhatsAppSessions" + version,
                summary: "Lists active sessions", access: .staff,
                parameters: [
                    .query("limit", .integer(1...100, "Of sessions; 100 where it is not given.")), .cursor,
                ],
                answers: [
                    Answer(
                        200, "A page",
                        .object([
                            .init("active_sessions", .list(.named("WhatsAppSession"))),
                            .init("total_active", .integer(nil, "On all pages.")),
                            .init("next_cursor", .text().orNull),
                        ]))
                ]),
            Endpoint(
                method: "GET", path: base + "/sessions/{id}", id: "getWhatsAppSession" + version,
                summary: "A session of any status", access: .staff, parameters: [id],
                answers: [Answer(200, "The session", .named("WhatsAppSession"))]),
            Endpoint(
                method: "PATCH", path: base + "/sessions/{id}", id: "changeWhatsAppSession" + version,
                summary: "Changes context, order, or who answers", access: .staff, parameters: [id],
                body: Body(schema: .arguments(sessionChange)),
                answers: [Answer(200, "The session as it is now", .named("WhatsAppSession")), changed]),
            Endpoint(
                method: "GET", path: base + "/sessions/{id}/messages", id: "listSessionMessages" + version,
                summary: "A session's messages, and what has come since", access: .staff,
                parameters: [
                    id, limit, .cursor,
                    .query(
                        "after", .text("The `position` of the answer before: what has come since.", maximum: 4096)),
                ],
                answers: [
                    Answer(
                        200, "A page",
                        .object([
                            .init("session", .named("WhatsAppSession")),
                            .init("messages", .list(.named("WhatsAppMessage"))), .init("next_cursor", .text().orNull),
                            .init("position", .text().orNull), .optional("has_more", .boolean()),
                        ]))
                ]),
            Endpoint(
                method: "POST", path: base + "/sessions/{id}/messages", id: "sendMessage" + version,
                summary: "Sends a text, or a template", access: .staff, parameters: [id],
                body: Body(
                    schema: .arguments([
                        .optional("text", .text(minimum: 1, maximum: 16_384)),
                        .optional(
                            "content_sid", .text(pattern: "^HX[0-9A-Fa-f]{32}$", maximum: 34, "A template.")
                        ),
                        .optional(
                            "content_variables",
                            .anyObject("Texts by the names of the template's variables, at most 100.")),
                        .optional("message_id", .text(pattern: "^[!-~]+$", maximum: 128, "Makes a repeat one.")),
                        .optional("keep_mode", .boolean("A human handles the session then, unless this is true.")),
                    ])),
                answers: [
                    Answer(200, "Sent", .named("SentMessages")),
                    Answer(202, "Some are still to be sent, which happens by itself", .named("SentMessages")),
                    changed,
                ]),
            Endpoint(
                method: "GET", path: base + "/sessions/{id}/messages/{message}/media/{n}", id: "getMedium" + version,
                summary: "Leads to a medium of a message", access: .staff,
                parameters: [
                    id, .path("message", .text(minimum: 1)), .path("n", .text("Counts from 0.", minimum: 1)),
                    .query("envelope", .boolean("Tells where, in place of leading there.")),
                ],
                answers: [
                    Answer(200, "Where it is for a short while", .object([.init("url", .url())])),
                    Answer(302, "Where it is for a short while", headers: [("Location", .url())]),
                ]),
            Endpoint(
                method: "POST", path: base + "/twilio-webhook-opt", id: "receiveMessage" + version,
                summary: "Takes a message from Twilio", access: .twilio,
                body: Body(
                    schema: .anyObject("https://www.twilio.com/docs/messaging/guides/webhook-request"),
                    type: "application/x-www-form-urlencoded"),
                answers: [
                    Answer(200, "The reply, as TwiML", content: [("text/xml", .text())]),
                    Answer(204, "Noted: it was a report of a delivery"),
                    Answer(403, "The signature is not Twilio's"),
                ]),
            Endpoint(
                method: "POST", path: base + "/twilio-status", id: "receiveDeliveryStatus" + version,
                summary: "Takes a report of a delivery from Twilio", access: .twilio,
                body: Body(
                    schema: .anyObject("https://www.twilio.com/docs/messaging/guides/track-outbound-message-status"),
                    type: "application/x-www-form-urlencoded"),
                answers: [
                    Answer(200, "Noted"), Answer(204, "Noted"), Answer(403, "The signature is not Twilio's"),
                ]),
        ]
    }

    private static let sessionStatuses = ["active", "completed", "expired"]
    private static let sessionChange: [Schema.Member] = [
        .optional("context", .anyObject("Merged into the one that is there.")),
        .optional("order_details", .anyObject("Takes the place of the one that is there.")),
        .optional("mode", .choice(["bot", "human"])),
        .optional("version", .integer(nil, "From 0; refuses the change where the session has another.")),
    ]
    private static let phone = Schema.Member("phone_number", .text(minimum: 1, maximum: 2048))
    private static let session = Schema.Member("session_id", .text(minimum: 1, maximum: 128))

    private static let whatsAppMembers: [Schema.Member] = [
        .init("session_id", .text()), .init("phone_number", .text().orNull), .init("status", .choice(sessionStatuses)),
        .init("created_at", .time()), .init("last_activity", .time()), .init("message_count", .integer()),
        .init("order_details", .either([.anyObject(), .null])), .init("context", .anyObject()),
        .init("address", .text()),
        .init("profile_name", .text().orNull), .init("mode", .choice(["bot", "human"])), .init("version", .integer()),
        .init("ended_at", .time().orNull), .init("previous_session_id", .text().orNull), .init("opted_out", .boolean()),
        .init("can_send_free_text", .boolean()), .init("window_closes_at", .time().orNull),
        .optional("messages", .list(.named("WhatsAppMessage"), "Of operations only.")),
        .optional("created", .boolean("Of `whatsapp.create_session` only.")),
    ]

    private static let whatsAppSchemas: [(name: String, schema: Schema)] = [
        ("WhatsAppSession", .object(whatsAppMembers)),
        (
            "WhatsAppMessage",
            .object([
                .init("id", .text()), .init("content", .text()), .init("message_type", .text()),
                .init("direction", .choice(["inbound", "outbound"])), .init("timestamp", .time()),
                .init("metadata", .anyObject()), .init("session_id", .text()), .init("media", .list(.anyObject())),
                .init("message_sid", .text().orNull), .init("status", .text().orNull),
                .init("error_code", .text().orNull),
            ])
        ),
        (
            "SentMessages",
            .object([
                .init("messages", .list(.named("WhatsAppMessage"))), .init("session", .named("WhatsAppSession")),
                .init("message_id", .text()),
            ])
        ),
    ]

    private static let maybeSession = Schema.either([.named("WhatsAppSession"), .null])

    static let whatsAppOperations: [OperationDescription] = [
        .init(
            "whatsapp.create_session", "Opens a session, or finds the active one.",
            [
                phone, .optional("initial_message", .text(minimum: 1, maximum: 16_384)),
                .optional("context", .anyObject()),
            ],
            .named("WhatsAppSession")),
        .init(
            "whatsapp.get_session_by_phone", "A contact's active session; null when there is none.", [phone],
            maybeSession),
        .init(
            "whatsapp.get_session_by_id", "A session of any status; null when there is none.", [session], maybeSession),
        .init(
            "whatsapp.update_session", "Changes a session; null when there is none.",
            [session, .optional("status", .choice(sessionStatuses))] + sessionChange + [
                .optional("updates", .anyObject("In place of the members beside the id, as the original had it."))
            ],
            maybeSession),
        .init("whatsapp.complete_session", "Ends a session; false when there is none.", [session], .boolean()),
        .init(
            "whatsapp.expire_session", "Ends a session as silence does; false when there is none.", [session],
            .boolean()),
        .init(
            "whatsapp.add_message", "Stores a message in the contact's active session, or a new one.",
            [
                phone, .init("content", .text(maximum: 16_384)),
                .optional(
                    "message_type",
                    .choice([
                        "text", "image", "audio", "video", "document", "location", "contacts", "button", "sticker",
                        "interactive", "reaction", "system", "unknown",
                    ])), .optional("direction", .choice(["inbound", "outbound"])),
                .optional("metadata", .anyObject("At most 16,384 bytes as JSON.")),
                .optional("message_id", .text(pattern: "^[!-~]+$", maximum: 128, "Makes a repeat one.")),
            ], .named("WhatsAppSession")),
        .init(
            "whatsapp.get_conversation_history", "The latest messages (50) of the active session, oldest first.",
            [phone, .optional("limit", .integer(1...1000))], .list(.named("WhatsAppMessage"))),
        .init(
            "whatsapp.get_session_summary", "A session without messages; null when there is none.", [session],
            maybeSession),
        .init("whatsapp.cleanup_expired_sessions", "Ends sessions that nobody goes on with; how many.", [], .integer()),
        .init("whatsapp.get_active_sessions_count", "How many sessions are active.", [], .integer()),
        .init(
            "whatsapp.get_all_sessions", "Sessions, newest activity first.",
            [
                .optional("limit", .integer(1...100, "Of sessions; 100 where it is not given.")),
                .optional("cursor", .text(minimum: 1, maximum: 16_384)),
                .optional("envelope", .boolean()), .optional("status", .choice(sessionStatuses)),
                .optional("mode", .choice(["bot", "human"])),
            ],
            .listOrPage(of: .named("WhatsAppSession"))),
    ]
}
