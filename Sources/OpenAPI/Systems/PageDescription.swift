import WireFormats

extension OpenAPIDocument {
    /// What belongs to no system: the page, and how the function is.
    static let page = SystemDescription(
        tag: "Page and health", summary: "The web page, what it has to know, and how the function is.",
        failure: .either([.named("AssessmentFailure"), .named("DetailFailure")]),
        endpoints: [
            Endpoint(
                method: "GET", path: "/", id: "getPage", summary: "The web page", access: .everybody,
                parameters: [tag], answers: [Answer(200, "The page", content: [("text/html", .text())]), unchanged]),
            Endpoint(
                method: "GET", path: "/assets/{name}", id: "getPageFile", summary: "A file of the page",
                access: .everybody,
                parameters: [.path("name", .text(minimum: 1)), tag],
                answers: [Answer(200, "The file", content: files), unchanged]),
            Endpoint(
                method: "GET", path: "/assets/{version}/{name}", id: "getPageFileOfVersion",
                summary: "A file of the page, to be kept for good", access: .everybody,
                parameters: [.path("version", .text(minimum: 1)), .path("name", .text(minimum: 1)), tag],
                answers: [Answer(200, "The file", content: files), unchanged]),
            Endpoint(
                method: "GET", path: "/api/config", id: "getConfiguration", summary: "What the page has to know",
                access: .everybody,
                answers: [
                    Answer(
                        200, "How to sign in, what is on, and who asks",
                        .object([
                            .init(
                                "sign_in",
                                .either([.object([.init("issuer", .text()), .init("client_id", .text())]), .null])),
                            .init("systems", .anyObject()), .init("user", .either([user, .null])),
                        ]))
                ]),
            Endpoint(
                method: "GET", path: "/api/user", id: "getUser", summary: "Who has signed in",
                answers: [Answer(200, "The user", user)]),
            Endpoint(
                method: "GET", path: "/health", id: "getHealth", summary: "The function runs", access: .everybody,
                answers: [Answer(200, "It does", .anyObject("What it is set up with."))]),
            Endpoint(
                method: "GET", path: "/ready", id: "getReadiness", summary: "Whether what is needed can be reached",
                access: .everybody,
                answers: [Answer(200, "It can", readiness), Answer(503, "Something cannot", readiness)]),
        ])

    private static let tag = Parameter.header("If-None-Match", .text("The `ETag` of the answer before."))
    private static let unchanged = Answer(304, "It has not changed")
    private static let files: [(type: String, schema: Schema)] = [
        "text/javascript", "text/css", "image/svg+xml", "text/html",
    ]
    .map { ($0, .text()) }
    private static let user = Schema.object([
        .init("id", .text()), .init("groups", .list(.text())), .init("is_admin", .boolean()),
        .init("is_staff", .boolean()),
    ])
    private static let readiness = Schema.object([
        .init("status", .choice(["ready", "not ready"])), .init("service", .text()), .init("checks", .anyObject()),
    ])
}
