import AWSServices
import Gateway
import SystemSupport
import Tables
import WireFormats

/// What workers change. All of it is conditional on the lease, so that one that has lost it changes nothing.
extension AssessmentStore {
    enum Claim: Sendable {
        case claimed(Lease, Assessment)
        /// Another worker has the run.
        case held
        /// It has ended, however.
        case over
        case missing
        /// Too many workers have begun and not come back.
        case exhausted(Assessment)
    }

    /// Takes the run for a worker, if nobody has it.
    func claim(_ id: String) async throws(Failure) -> Claim {
        guard let assessment = try await get(id) else { return .missing }
        let now = effects.now()
        guard !assessment.workflowStatus.isTerminal else { return .over }
        guard assessment.leaseOwner == nil || assessment.leaseUntil <= now.milliseconds else { return .held }
        guard assessment.attemptsLeft > 0 else { return .exhausted(assessment) }
        let owner = effects.uuid()
        // Of those who claim at once, the one wins who still finds the attempt that all have read.
        let claimed = try await begin(assessment, owner: owner, if: Self.isUnderWay)
        guard let (lease, assessment) = claimed else { return .held }
        return .claimed(lease, assessment)
    }

    /// Begins another attempt under a lease that is held.
    func restart(_ lease: Lease) async throws(Failure) -> (Lease, Assessment)? {
        guard let assessment = try await get(lease.id), assessment.attemptsLeft > 0 else { return nil }
        return try await begin(
            assessment, owner: lease.owner, if: .equals(AssessmentAttribute.leaseOwner, .string(lease.owner)))
    }

    private func begin(
        _ assessment: Assessment, owner: String, if condition: Condition
    ) async throws(Failure) -> (Lease, Assessment)? {
        let attempt = assessment.attempt + 1
        var progress = assessment.progress
        progress.heard(assessment.reached)
        progress.begin(attempt: attempt)
        let now = effects.now()
        var set = progress.attributes
        set[AssessmentAttribute.attempt] = .int(attempt)
        set[AssessmentAttribute.attemptsLeft] = .int(assessment.attemptsLeft - 1)
        set[AssessmentAttribute.leaseOwner] = .string(owner)
        set[AssessmentAttribute.leaseUntil] = workerLeaseEnd(from: now)
        set[AssessmentAttribute.leaseShard] = Self.shard(of: assessment.id)
        set[AssessmentAttribute.updatedAt] = .string(now.description)
        // The events of an item of the original would hide those that come now.
        let remove = Self.errorAttributes.union([AssessmentAttribute.agentEvents])
        let item = try await update(
            schema.assessments, key(assessment.id), Update(set: set, remove: remove),
            if: .all([Self.attribute(AssessmentAttribute.attempt, isAsIn: assessment), condition]))
        return item.flatMap(Assessment.init).map {
            (Lease(id: assessment.id, owner: owner, attempt: attempt), $0)
        }
    }

    enum Saving: Sendable, Hashable {
        case saved
        /// A tool function has set a status that is further on; nothing was written.
        case behind(WorkflowStatus)
        case lost
    }

    /// Writes where the run is, and prolongs the lease.
    ///
    /// - Parameter progress: `nil` when nothing has changed.
    func save(_ progress: RunProgress?, _ lease: Lease) async throws(Failure) -> Saving {
        let now = effects.now()
        let isMine = Condition.equals(AssessmentAttribute.leaseOwner, .string(lease.owner))
        var set: Item = [AssessmentAttribute.leaseUntil: workerLeaseEnd(from: now)]
        var condition = isMine
        if let progress {
            set.merge(progress.attributes) { $1 }
            set[AssessmentAttribute.updatedAt] = .string(now.description)
            let further = WorkflowStatus.allCases.filter { $0 > progress.status && !$0.isTerminal }
            if !further.isEmpty {
                let isFurther = Condition.isIn(
                    AssessmentAttribute.status, further.map { .string($0.rawValue) })
                condition = .all([isMine, .not(isFurther)])
            }
        }
        if try await update(schema.assessments, key(lease.id), Update(set: set), if: condition) != nil { return .saved }
        guard let current = try await get(lease.id), current.leaseOwner?.hasSameBytes(as: lease.owner) == true else {
            return .lost
        }
        return .behind(current.progress.status)
    }

    /// Gives the run back for another worker to go on with.
    func release(_ lease: Lease) async throws(Failure) -> Assessment? {
        try await update(
            lease, set: [AssessmentAttribute.leaseUntil: .int(Int(effects.now().milliseconds))],
            remove: [AssessmentAttribute.leaseOwner])
    }

    /// What a run leaves behind when it has ended.
    struct Outcome: Sendable {
        var progress: RunProgress
        /// How far it had come; `nil` when it has completed.
        var reached: WorkflowStatus?
        /// `nil` when it has completed.
        var failure: RunFailure?
        var documents: Documents?
        /// `agent_response`
        var response: JSON
    }

    func finish(_ lease: Lease, _ outcome: Outcome) async throws(Failure) -> Assessment? {
        var set = outcome.progress.attributes.merging(outcome.failure?.attributes ?? [:]) { $1 }
        set[AssessmentAttribute.reachedStatus] = outcome.reached.map { .string($0.rawValue) }
        set[AssessmentAttribute.updatedAt] = .string(effects.now().description)
        set[AssessmentAttribute.agentResponse] = .string(outcome.response.text)
        if let documents = outcome.documents {
            set[AssessmentAttribute.documentKeys] = .list(documents.all.map { .string($0) })
        }
        let remove = outcome.failure == nil ? Self.leaseAttributes.union(Self.errorAttributes) : Self.leaseAttributes
        do {
            return try await update(lease, set: set, remove: remove)
        } catch {
            // Tool functions may have filled the item. Its end matters more than the agent's words, which are events too.
            guard error == Self.tooLarge else { throw error }
            set[AssessmentAttribute.agentResponse] = nil
            return try await update(lease, set: set, remove: remove)
        }
    }

    private func update(_ lease: Lease, set: Item, remove: ExactSet) async throws(Failure) -> Assessment? {
        try await update(
            schema.assessments, key(lease.id), Update(set: set, remove: remove),
            if: .equals(AssessmentAttribute.leaseOwner, .string(lease.owner))
        ).flatMap(Assessment.init)
    }
}

/// What the sweep changes.
extension AssessmentStore {
    /// Runs that are not over and whose lease has ended, as the index has them. It may lag.
    func expiredLeases(_ shard: String, after startKey: Item?) async throws(Failure) -> Page {
        try await page(
            Query(
                table: schema.assessments, index: AssessmentsSchema.leases, partition: .string(shard),
                range: .less(.int(Int(effects.now().milliseconds))), startKey: startKey))
    }

    /// Takes the lease from a worker that is not heard of, and watches for the next one.
    ///
    /// - Returns: false when somebody else was faster.
    func requeue(_ assessment: Assessment) async throws(Failure) -> Bool {
        try await update(
            schema.assessments, key(assessment.id),
            Update(
                set: [AssessmentAttribute.leaseUntil: leaseEnd(from: effects.now())],
                remove: [AssessmentAttribute.leaseOwner]),
            if: leaseIsStill(assessment)) != nil
    }

    /// Ends a run whose workers do not come back.
    func giveUp(_ assessment: Assessment, _ failure: RunFailure) async throws(Failure) -> Bool {
        var progress = assessment.progress
        progress.failed(.error, stage: failure.stage)
        var set = progress.attributes.merging(failure.attributes) { $1 }
        set[AssessmentAttribute.reachedStatus] = .string(assessment.reached.rawValue)
        set[AssessmentAttribute.updatedAt] = .string(effects.now().description)
        return try await update(
            schema.assessments, key(assessment.id), Update(set: set, remove: Self.leaseAttributes),
            if: leaseIsStill(assessment)) != nil
    }

    private func leaseIsStill(_ assessment: Assessment) -> Condition {
        .all([Self.isUnderWay, Self.attribute(AssessmentAttribute.leaseUntil, isAsIn: assessment)])
    }
}
