public import Gateway
public import WireFormats

/// The description of every route and operation, as OpenAPI 3.1 (https://spec.openapis.org/oas/v3.1.1.html).
///
/// What there is comes from the router; what is said of it from ``SystemDescription``s. Not for `bootstrap`, which has no
/// room for it.
public struct OpenAPIDocument: Sendable {
    public let json: JSON

    /// - Parameters:
    ///   - routes: the router's.
    ///   - operations: the names of those that `POST /user-session` takes.
    /// - Throws: ``DescriptionError`` when something is there that nobody has described, or described that is not there.
    public init(routes: [Route], operations: [String]) throws(DescriptionError) {
        let systems = Self.systems
        let endpoints = systems.flatMap { system in system.endpoints.map { (system, $0) } }
        let described = endpoints.map(\.1.name) + systems.flatMap { $0.operations.map(\.name) }
        let present = routes.map { "\($0.method) \($0.path)" } + operations
        guard described.sorted() == present.sorted() else {
            throw DescriptionError(
                undescribed: Set(present).subtracting(described).sorted(),
                absent: Set(described).subtracting(present).sorted())
        }
        var paths = JSONObject()
        for route in routes {
            guard let (system, endpoint) = endpoints.first(where: { $0.1.name == "\(route.method) \(route.path)" })
            else { continue }
            var path = paths[route.path]?.object ?? [:]
            path[route.method.lowercased()] = endpoint.json(in: system)
            paths[route.path] = .object(path)
        }
        json = [
            "openapi": "3.1.0",
            "info": [
                "title": "Colloquy", "version": .string(APIVersion.current),
                "summary": "Sessions for conversational AI",
                "description": """
                Five systems behind one function. A slash at the end of a path makes no difference, and HEAD is \
                answered wherever GET is. Lengths of text are bytes of UTF-8. In an optional member null is the \
                same as nothing, and members that are not named here are ignored. What belongs to somebody else is \
                answered as what is not there.
                """,
                "license": ["name": "Apache 2.0", "identifier": "Apache-2.0"],
            ],
            "servers": [["url": "/"]],
            "tags": .array(systems.map { ["name": .string($0.tag), "description": .string($0.summary)] }),
            "paths": .object(paths),
            "components": [
                "schemas": .object(Self.schemas(systems)),
                "responses": .object(
                    JSONObject(systems.flatMap { $0.refusals.map { ($0.name, $0.answer.json) } })),
                "securitySchemes": Self.securitySchemes,
            ],
        ]
    }

    static let systems = [
        chatSessions, assessments, webChat, contextMemory, whatsApp, page,
    ]

    private static let securitySchemes: JSON = [
        "token": [
            "type": "http", "scheme": "bearer", "bearerFormat": "JWT",
            "description":
                "A token of the user pool. Whoever runs the function without an authorizer, and with AUTH_MODE=open, needs none.",
        ],
        "twilioSignature": [
            "type": "apiKey", "in": "header", "name": "X-Twilio-Signature",
            "description": "https://www.twilio.com/docs/usage/security#validating-requests",
        ],
    ]

    private static func schemas(_ systems: [SystemDescription]) -> JSONObject {
        var schemas = JSONObject()
        for system in systems {
            for (name, schema) in system.schemas { schemas[name] = schema.json }
            for operation in system.operations { schemas[operation.schemaName] = operation.schema.json }
        }
        return schemas
    }

    /// The body of `/user-session`: any of the operations, told apart by their name.
    static func operations(_ operations: [OperationDescription]) -> Schema {
        let references = operations.map { ($0.name, "#/components/schemas/\($0.schemaName)") }
        return Schema([
            "oneOf": .array(references.map { ["$ref": .string($0.1)] }),
            "discriminator": [
                "propertyName": "operation",
                "mapping": .object(JSONObject(references.map { ($0.0, .string($0.1)) })),
            ],
        ])
    }
}
