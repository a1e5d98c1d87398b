import AWSServices
import Gateway
import SystemSupport
import Tables
import WireFormats

/// What clients change: submitting, cancelling, asking for another try.
extension AssessmentStore {
    /// Writes a new assessment, `PENDING`.
    ///
    /// Its lease lets the sweep find it when the invocation that should follow never happens.
    ///
    /// - Returns: the assessment that has the id already, if there is one.
    func create(_ id: String, _ submission: Submission, owner: String?) async throws(Failure) -> Assessment? {
        let now = effects.now()
        var item = submission.attributes.merging(RunProgress().attributes) { $1 }
        item[AssessmentAttribute.id] = .string(id)
        item[AssessmentAttribute.userID] = owner.map { .string($0) }
        item[AssessmentAttribute.request] = .string(submission.digest)
        item[AssessmentAttribute.createdAt] = .string(now.description)
        item[AssessmentAttribute.updatedAt] = .string(now.description)
        item[AssessmentAttribute.attempt] = 0
        item[AssessmentAttribute.attemptsLeft] = .int(Self.maximumAttempts)
        item[AssessmentAttribute.leaseShard] = Self.shard(of: id)
        item[AssessmentAttribute.leaseUntil] = leaseEnd(from: now)
        item[AssessmentAttribute.expiry] = expiry(from: now)
        // What has expired may lie there for days before DynamoDB removes it.
        let isFree = Condition.any([
            .absent(AssessmentAttribute.id), .lessOrEqual(AssessmentAttribute.expiry, .int(now.seconds)),
        ])
        if try await put(schema.assessments, item, if: isFree) { return nil }
        guard let existing = try await get(id) else { throw Self.busy }
        return existing
    }

    /// The invocation could not be started.
    ///
    /// - Returns: false when a worker has the run all the same; then nothing happens.
    func failStart(_ id: String, _ failure: RunFailure) async throws(Failure) -> Bool {
        var progress = RunProgress()
        progress.failed(failure.status, stage: failure.stage)
        var set = failure.attributes.merging(progress.attributes) { $1 }
        // As far as an earlier try may have come.
        set[AssessmentAttribute.progress] = nil
        set[AssessmentAttribute.updatedAt] = .string(effects.now().description)
        return try await update(
            schema.assessments, key(id), Update(set: set, remove: Self.leaseAttributes),
            if: .all([
                .equals(AssessmentAttribute.workflowStatus, .string(WorkflowStatus.pending.rawValue)),
                .absent(AssessmentAttribute.leaseOwner),
            ])) != nil
    }

    /// Ends a run that is not over; ``notify(_:)`` tells its worker.
    ///
    /// - Returns: the assessment as it is afterwards; `nil` when it was over already, or is gone.
    func cancel(_ assessment: Assessment) async throws(Failure) -> Assessment? {
        var progress = assessment.progress
        progress.failed(.cancelled, stage: "Cancelled")
        var set = progress.attributes
        set[AssessmentAttribute.reachedStatus] = .string(assessment.reached.rawValue)
        set[AssessmentAttribute.updatedAt] = .string(effects.now().description)
        let item = try await update(
            schema.assessments, key(assessment.id), Update(set: set, remove: Self.leaseAttributes),
            if: .all([.exists(AssessmentAttribute.id), Self.isUnderWay]))
        return item.flatMap(Assessment.init)
    }

    /// Makes a run that has ended early `PENDING` again.
    ///
    /// - Returns: the assessment as it is afterwards; `nil` when it has changed meanwhile.
    func reopen(_ assessment: Assessment) async throws(Failure) -> Assessment? {
        let now = effects.now()
        var set = RunProgress(percent: assessment.progress.percent).attributes
        set[AssessmentAttribute.attemptsLeft] = .int(Self.maximumAttempts)
        set[AssessmentAttribute.leaseShard] = Self.shard(of: assessment.id)
        set[AssessmentAttribute.leaseUntil] = leaseEnd(from: now)
        set[AssessmentAttribute.updatedAt] = .string(now.description)
        let item = try await update(
            schema.assessments, key(assessment.id),
            Update(set: set, remove: Self.errorAttributes.union([AssessmentAttribute.leaseOwner])),
            if: .all([
                Self.attribute(AssessmentAttribute.workflowStatus, isAsIn: assessment),
                Self.attribute(AssessmentAttribute.attempt, isAsIn: assessment),
            ]))
        return item.flatMap(Assessment.init)
    }

    /// The attribute is as it was read, or absent as it was.
    static func attribute(_ name: String, isAsIn assessment: Assessment) -> Condition {
        assessment.item[name].map { .equals(name, $0) } ?? .absent(name)
    }

    func expiry(from now: Timestamp) -> AttributeValue? {
        retentionDays.map { .int((now + .seconds($0 * 86_400)).seconds) }
    }
}
