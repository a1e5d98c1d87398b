import WireFormats

extension OpenAPIDocument {
    /// System 001.
    static let assessments = SystemDescription(
        tag: "Assessments", summary: "Long runs of an agent, which leave documents.",
        failure: .object([
            .init("error", .text("What is wrong, for people.")), .init("message", .text("The same.")),
        ]),
        schemas: assessmentSchemas,
        endpoints: [
            Endpoint(
                method: "POST", path: "/api/submit-assessment", id: "submitAssessment",
                summary: "Submits an assessment",
                details: "Answered at once; `poll_url` tells how it goes.",
                parameters: [.header("Idempotency-Key", .text("Makes a repeat one.", maximum: 256))],
                body: Body(schema: .named("Submission")),
                answers: [
                    Answer(
                        200, "Taken", .named("AssessmentState"),
                        headers: [("Location", .text()), ("Retry-After", .text("Seconds."))]),
                    Answer(422, "The Idempotency-Key was used with another body", .named("AssessmentFailure")),
                    startFailure,
                ]),
            Endpoint(
                method: "GET", path: "/api/agent-status/{id}", id: "getAssessmentStatus",
                summary: "How a run goes, and its events",
                parameters: [
                    assessmentID,
                    .query(
                        "after",
                        .integer(
                            0...Int.max, "Only events behind this sequence: `last_event_seq` of the answer before.")),
                    .query("limit", .integer(1...1000, "Of events.")),
                    .header("If-None-Match", .text("The `ETag` of the answer before.")),
                ],
                answers: [
                    Answer(
                        200, "The run", .named("AssessmentStatus"),
                        headers: [("ETag", .text()), ("Retry-After", .text("Seconds; while it is under way."))]),
                    Answer(304, "Nothing has changed"),
                ]),
            Endpoint(
                method: "GET", path: "/api/agent-status", id: "getNoAssessmentStatus",
                summary: "The status of no assessment",
                answers: [Answer(404, "There is no such assessment", .named("AssessmentFailure"))]),
            Endpoint(
                method: "GET", path: "/api/results/{id}", id: "getAssessmentResults",
                summary: "Links to a run's documents",
                parameters: [assessmentID],
                answers: [
                    Answer(
                        200, "Links, signed just now",
                        .object([
                            .init("powerpoint_url", .url().orNull), .init("sow_url", .url().orNull),
                            .init("cost_data", Schema([:])),
                        ]))
                ]),
            Endpoint(
                method: "GET", path: "/api/results", id: "getNoAssessmentResults",
                summary: "The results of no assessment",
                answers: [Answer(404, "There is no such assessment", .named("AssessmentFailure"))]),
            Endpoint(
                method: "GET", path: "/api/assessments", id: "listAssessments",
                summary: "Lists the caller's assessments, newest first",
                parameters: [.query("limit", .integer(1...100)), .cursor],
                answers: [
                    Answer(
                        200, "A page",
                        .page(of: .named("ListedAssessment"), as: "assessments"))
                ]),
            Endpoint(
                method: "POST", path: "/api/assessments/{id}/cancel", id: "cancelAssessment", summary: "Ends a run",
                parameters: [assessmentID],
                answers: [
                    Answer(200, "It is cancelled", .named("AssessmentState")),
                    Answer(409, "It has ended otherwise", .named("AssessmentFailure")),
                ]),
            Endpoint(
                method: "POST", path: "/api/assessments/{id}/retry", id: "retryAssessment",
                summary: "Tries a failed run again",
                parameters: [assessmentID],
                answers: [
                    Answer(200, "It is under way", .named("AssessmentState")),
                    Answer(409, "It has completed", .named("AssessmentFailure")), startFailure,
                ]),
            Endpoint(
                method: "POST", path: "/api/upload-template", id: "uploadTemplate",
                summary: "Stores a template of documents",
                access: .staff,
                body: Body(
                    schema: .arguments([
                        .optional("file", .text("Base64.")),
                        .optional(
                            "filename",
                            templateName),
                        .optional("file_name", templateName),
                        .optional("presign", .boolean("Asks for a link to put the file to, in place of the file.")),
                    ])),
                answers: [
                    Answer(
                        200, "Stored, or to be put",
                        .object([
                            .init("message", .text()), .init("template_path", .text()), .optional("upload_url", .url()),
                        ]))
                ]),
        ])

    private static let templateName = Schema.text(
        pattern:
            #"^[A-Za-z0-9_-][A-Za-z0-9_. -]*\.([Pp][Pp][Tt][Xx]|[Pp][Oo][Tt][Xx]|[Dd][Oo][Cc][Xx]|[Dd][Oo][Tt][Xx])$"#,
        maximum: 200)
    private static let assessmentID = Parameter.path("id", .text(minimum: 1, maximum: 128))

    private static let startFailure = Answer(
        500, "The run could not be started; send the request again",
        .either([
            .object([
                .init("error", .text()), .init("message", .text()), .optional("details", .text()),
                .optional("session_id", .text()),
            ]), .named("GatewayFailure"),
        ]))

    private static let statusMembers: [Schema.Member] = [
        .init("session_id", .text()), .init("status", .text("`PENDING`, …, `COMPLETED`, `ERROR`, `CANCELLED`.")),
        .init("current_stage", .text()), .init("progress", .integer(0...100)), .init("client_name", .text()),
        .init("project_name", .text()), .init("industry", .text()), .init("error_message", .text().orNull),
        .init("created_at", .text()), .init("updated_at", .text()),
    ]

    private static let assessmentSchemas: [(name: String, schema: Schema)] = [
        (
            "Submission",
            .arguments([
                .init("client_name", .text(minimum: 1, maximum: 1000)),
                .init("requirements", .text("At most 200,000 bytes as JSON.", minimum: 1)),
                .optional("project_name", .text(maximum: 1000)), .optional("industry", .text(maximum: 1000)),
                .optional("duration", .text(maximum: 1000)),
                .optional(
                    "team_size",
                    .either([
                        .integer(1...1_000_000), .text(pattern: "^[1-9][0-9]{0,5}$", maximum: 6, "The number as text."),
                    ])),
            ])
        ),
        (
            "AssessmentState",
            .object([
                .init("session_id", .text()), .init("status", .text()), .init("message", .text()),
                .init("poll_url", .text("A path: where to ask how it goes.")),
            ])
        ),
        ("AssessmentFailure", .object([.init("error", .text()), .init("message", .text())])),
        ("ListedAssessment", .object(statusMembers)),
        (
            "AssessmentStatus",
            .object(
                statusMembers + [
                    .init("duration", .text()), .init("team_size", .integer()), .init("requirements_data", Schema([:])),
                    .init("cost_data", Schema([:])), .init("agent_events", .text("JSON in a string: a list.")),
                    .init("template_paths", Schema([:])), .init("document_urls", .list(.url())),
                    .init("error_code", .text().orNull), .init("retryable", .boolean()), .init("attempt", .integer()),
                    .init("last_event_seq", .integer()), .init("has_more_events", .boolean()),
                ])
        ),
    ]
}
