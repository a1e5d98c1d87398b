import AWSServices
import SystemSupport
import WireFormats

/// An assessment's item, whoever wrote it: this program, the original, or a tool function.
struct Assessment: Sendable, Hashable {
    let item: Item
    let id: String

    init?(_ item: Item) {
        guard let id = item[AssessmentAttribute.id]?.string else { return nil }
        self.item = item
        self.id = id
    }

    /// Whose it is; `nil` for items of the original.
    var owner: String? { text(AssessmentAttribute.userID) }

    /// The status as the workflow knows it, or, of an item of the original, as it is written there.
    var workflowStatus: WorkflowStatus {
        text(AssessmentAttribute.workflowStatus).flatMap(WorkflowStatus.init(rawValue:))
            ?? text(AssessmentAttribute.status).flatMap(WorkflowStatus.init(rawValue:)) ?? .pending
    }

    /// The status that clients see. Tool functions set `status` as they like, late ones too: they are believed where they
    /// are ahead of the workflow, and never about its end.
    var status: String {
        guard item[AssessmentAttribute.workflowStatus] != nil else {
            return text(AssessmentAttribute.status) ?? WorkflowStatus.pending.rawValue
        }
        return progress.status.rawValue
    }

    var progress: RunProgress {
        var progress = RunProgress(
            status: workflowStatus, stage: text(AssessmentAttribute.currentStage) ?? "Initializing",
            percent: item[AssessmentAttribute.progress]?.int ?? 0)
        if !workflowStatus.isTerminal, let written = text(AssessmentAttribute.status).flatMap(WorkflowStatus.init) {
            progress.heard(written)
        }
        return progress
    }

    var clientName: String { text(AssessmentAttribute.clientName) ?? "" }
    var projectName: String { text(AssessmentAttribute.projectName) ?? "" }
    var industry: String { text(AssessmentAttribute.industry) ?? "" }
    var duration: String { text(AssessmentAttribute.duration) ?? "" }
    var teamSize: Int { item[AssessmentAttribute.teamSize]?.int ?? 1 }
    /// RFC 3339 with `Z`; the original's times have no zone and are UTC.
    var createdAt: String { time(AssessmentAttribute.createdAt) ?? "" }
    var updatedAt: String { time(AssessmentAttribute.updatedAt) ?? createdAt }
    var request: String? { text(AssessmentAttribute.request) }
    var errorMessage: String? { text(AssessmentAttribute.errorMessage) }
    var errorCode: String? { text(AssessmentAttribute.errorCode) }
    var isRetryable: Bool { item[AssessmentAttribute.isRetryable]?.bool ?? false }
    /// The requirements as submitted.
    var requirements: String { json(AssessmentAttribute.requirements)["raw_requirements"]?.string ?? "" }

    /// How far the flow has come, in this try or one before. Of a run that is not over.
    var reached: WorkflowStatus {
        max(progress.status, text(AssessmentAttribute.reachedStatus).flatMap(WorkflowStatus.init) ?? .pending)
    }

    var attempt: Int { item[AssessmentAttribute.attempt]?.int ?? 0 }
    var attemptsLeft: Int { item[AssessmentAttribute.attemptsLeft]?.int ?? AssessmentStore.maximumAttempts }
    var leaseOwner: String? { text(AssessmentAttribute.leaseOwner) }
    /// Epoch milliseconds.
    var leaseUntil: Int { item[AssessmentAttribute.leaseUntil]?.int ?? 0 }

    func hasExpired(at time: Timestamp) -> Bool {
        guard let expiry = item[AssessmentAttribute.expiry]?.int else { return false }
        return expiry <= time.seconds
    }

    /// The object that an attribute holds as JSON text, or as a map where somebody wrote one; empty when it is none.
    func json(_ attribute: String) -> JSON {
        guard let value = item[attribute] else { return [:] }
        guard let text = value.string else { return value.map == nil ? [:] : value.plainJSON }
        guard let json = try? JSON(parsing: text), json.object != nil else { return [:] }
        return json
    }

    /// An array, whatever somebody wrote there.
    var templatePaths: JSON {
        guard let paths = item[AssessmentAttribute.templatePaths]?.plainJSON, paths.array != nil else { return [] }
        return paths
    }

    /// Keys of the assessment's documents in the artifacts bucket: those noted at the end, and those in the URLs that tool
    /// functions stored.
    var documents: Documents {
        let noted = (item[AssessmentAttribute.documentKeys]?.list ?? []).compactMap(\.string)
        let urls = (item[AssessmentAttribute.documentURLs]?.list ?? []).compactMap(\.string)
        return Documents(of: id, keys: noted + urls.compactMap { Documents.key(inURL: $0, of: id) })
    }

    private func time(_ attribute: String) -> String? {
        text(attribute).map { Timestamp($0)?.description ?? $0 }
    }

    private func text(_ attribute: String) -> String? { item[attribute]?.string }
}
