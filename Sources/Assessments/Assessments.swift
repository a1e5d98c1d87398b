import AWSCore
import AWSServices
public import Gateway
import HTTPTransport
public import Logging
public import SystemSupport
public import Tables
import WireFormats

/// System 001: assessments, which a Bedrock agent works on for minutes while clients poll.
///
/// `POST /api/submit-assessment` writes a `PENDING` assessment, invokes this function with `PROCESS_AGENT_WORKFLOW`
/// asynchronously and answers at once. The worker follows the agent's event stream and writes down what happens, which
/// `GET /api/agent-status/{id}` shows and `GET /api/results/{id}` ends with: links to the documents.
///
/// Beyond the original, each optional:
/// - `Idempotency-Key` on submit: a repeat is answered as the first request was; the key with another body is refused with
///   422.
/// - `?after=SEQUENCE&limit=N` on status, for new events only; `ETag` and `If-None-Match`.
/// - `GET /api/assessments`: the caller's own, newest first, `?limit=N&cursor=…`.
/// - `POST /api/assessments/{id}/cancel` and `…/retry`, both safe to repeat.
/// - The action `SWEEP`, for a schedule: runs whose worker is lost are started again, or failed after
///   ``AssessmentStore/maximumAttempts`` workers.
public struct Assessments: Sendable {
    static let workflowAction = "PROCESS_AGENT_WORKFLOW"

    public struct Options: Sendable {
        /// How long a worker that is not heard of keeps its run.
        public var lease: Duration
        /// Days after which assessments and their events expire; `nil` for never.
        public var retentionDays: Int?
        /// False completes a run with one of the two documents.
        public var requiresAllDocuments: Bool

        public init(lease: Duration = .seconds(60), retentionDays: Int? = nil, requiresAllDocuments: Bool = true) {
            self.lease = lease
            self.retentionDays = retentionDays
            self.requiresAllDocuments = requiresAllDocuments
        }
    }

    let store: AssessmentStore
    let authorization: Authorization
    let cursors: CursorSigner
    let artifacts: ArtifactStore
    let start: EventInvocation
    let workflow: Workflow
    let log: Logger

    /// - Parameters:
    ///   - schema: the names of the tables in `tables`.
    ///   - start: invokes this function with an event, asynchronously.
    ///   - sleep: pauses between attempts, and the worker's looks at the clock.
    ///   - log: gets ids, counts and kinds of errors, never clients' text.
    public init(
        tables: any Tables, schema: AssessmentsSchema, options: Options = Options(), authorization: Authorization,
        cursors: CursorSigner, agent: AgentSetting, artifacts: ArtifactStore, start: @escaping EventInvocation,
        effects: Effects = .system, sleep: @escaping @Sendable (Duration) async throws -> Void, log: Logger
    ) {
        store = AssessmentStore(
            tables: tables, schema: schema, effects: effects, sleep: sleep, log: log, lease: options.lease,
            retentionDays: options.retentionDays)
        self.authorization = authorization
        self.cursors = cursors
        self.artifacts = artifacts
        self.start = start
        workflow = Workflow(
            store: store, agent: agent, artifacts: artifacts, requiresAllDocuments: options.requiresAllDocuments,
            start: start, log: log)
        self.log = log
    }

    private typealias Endpoint = (
        method: String, path: String, answer: @Sendable (Assessments, Request) async throws -> Response
    )

    private static let endpoints: [Endpoint] = [
        ("POST", "/api/submit-assessment", { try await $0.submit($1) }),
        ("GET", "/api/agent-status/{id}", { try await $0.status($1) }),
        ("GET", "/api/results/{id}", { try await $0.results($1) }),
        // An empty id is one that is not there.
        ("GET", "/api/agent-status", { try await $0.status($1) }),
        ("GET", "/api/results", { try await $0.results($1) }),
        ("POST", "/api/upload-template", { try await $0.uploadTemplate($1) }),
        ("GET", "/api/assessments", { try await $0.list($1) }),
        ("POST", "/api/assessments/{id}/cancel", { try await $0.cancel($1) }),
        ("POST", "/api/assessments/{id}/retry", { try await $0.retry($1) }),
    ]

    public var routes: [Route] {
        Self.endpoints.map { endpoint in
            Route(endpoint.method, endpoint.path) { try await endpoint.answer(self, $0) }
        }
    }

    /// The same routes where the system is off.
    public static func routes(refusing failure: Failure) -> [Route] {
        endpoints.map { Route($0.method, $0.path) { _ in throw failure } }
    }

    public var actions: [String: ActionHandler] {
        [
            Self.workflowAction: { try await processWorkflow($0) },
            ScheduledAction.sweep: { _ in
                try await Sweep(store: store, start: start, log: log).run().json
            },
        ]
    }
}

// MARK: - What routes share

extension Assessments {
    /// - Throws: 401 for an anonymous caller where that is not enough.
    func identity(of request: Request) throws(Failure) -> Authorization.Identity {
        try authorization.requiredIdentity(of: request.caller)
    }

    /// The assessment that the path names, if the caller may see it.
    ///
    /// - Throws: 404 for one that is somebody else's as for one that is not there.
    func assessment(_ request: Request) async throws(Failure) -> Assessment {
        let identity = try identity(of: request)
        let id = request.parameters["id"] ?? ""
        guard (1...128).contains(id.utf8.count), let assessment = try await store.get(id),
            mayAccess(assessment, identity)
        else { throw Failure(.notFound, "Session not found") }
        return assessment
    }

    /// Assessments of the original have no owner: they are an administrator's, or anybody's where nobody signs in.
    private func mayAccess(_ assessment: Assessment, _ identity: Authorization.Identity) -> Bool {
        guard let owner = assessment.owner else { return identity.isAdmin || authorization.mode == .open }
        return identity.mayAccess(objectOf: owner)
    }

    /// What the log may say of an error; what services say themselves may quote the request.
    static func kind(of error: any Error) -> String {
        switch error {
        case let error as AWSError: "\(error.code)"
        case LambdaInvokeError.call(let error): "\(error.code)"
        default: "\(type(of: error))"
        }
    }

    /// How soon to ask again, in seconds: as often as the original's page does.
    static let pollInterval = "2"

    /// Lets pages of other origins read what only headers say.
    static let exposedHeaders = "ETag, Location, Retry-After"
}
