import WireFormats

/// Names of the attributes of an assessment's item.
enum AssessmentAttribute {
    // Those of the original, which the agent's tool functions and other readers know.

    static let id = "session_id"
    /// Tool functions set it too; see ``Assessment/status`` for who is believed.
    static let status = "status"
    static let clientName = "client_name"
    static let projectName = "project_name"
    static let industry = "industry"
    static let duration = "duration"
    static let teamSize = "team_size"
    /// JSON text: `raw_requirements` as submitted; a tool function adds `analysis`.
    static let requirements = "requirements_data"
    static let currentStage = "current_stage"
    static let progress = "progress"
    static let createdAt = "created_at"
    static let updatedAt = "updated_at"
    static let errorMessage = "error_message"
    /// JSON text, by a tool function.
    static let costs = "cost_data"
    /// Written by nobody today, but answered.
    static let templatePaths = "template_paths"
    /// URLs that tool functions signed when they stored a document. Only the keys in them are used.
    static let documentURLs = "document_urls"
    /// JSON text: the agent's final words and the tools it called.
    static let agentResponse = "agent_response"
    /// JSON text in items of the original; ours has its events in a table of their own.
    static let agentEvents = "agent_events"
    /// Epoch seconds after which DynamoDB may delete the item.
    static let expiry = "ttl"

    // Ours, beside them.

    /// Whose assessment it is; absent in items of the original.
    static let userID = "user_id"
    /// Digest of what was submitted, to know a repeat of it.
    static let request = "request_digest"
    /// The status as the workflow itself knows it. Absent in items of the original.
    static let workflowStatus = "workflow_status"
    /// How often a worker has begun, from 1.
    static let attempt = "attempt"
    /// How many more may begin before the run is given up.
    static let attemptsLeft = "attempts_left"
    /// The worker that has the run; absent while nobody has.
    static let leaseOwner = "lease_owner"
    /// Epoch milliseconds. Absent once the run is over, which takes it out of ``AssessmentsSchema/leases``.
    static let leaseUntil = "lease_until"
    static let leaseShard = "lease_shard"
    /// Keys of the documents in the artifacts bucket, noted when the run has completed.
    static let documentKeys = "document_keys"
    /// How far the flow had come when the run ended early, so that another try goes on from there.
    static let reachedStatus = "reached_status"
    /// What went wrong, for programs: see ``RunFailure``.
    static let errorCode = "error_code"
    static let isRetryable = "error_retryable"

    /// What a list shows.
    static let listed: ExactSet = [
        status, workflowStatus, clientName, projectName, industry, currentStage, progress, updatedAt, errorMessage,
        expiry,
    ]
}
