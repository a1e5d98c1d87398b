import AWSServices
import Gateway
import HTTPTransport
import SystemSupport
import Tables
import WireFormats

/// `download_all_sessions_csv`: all messages of a time range as a CSV file in S3.
///
/// A call works until the file is there or its time is up, and then leaves what it has for the next call: clients poll with
/// `job_id`. The rows lie in parts until the last call puts them together.
///
/// Calls may overlap, since a client does not wait for one to end before it polls again. Every write and removal of the
/// job's record is therefore conditional on its step. A part is named by the record until it has been removed, so that
/// wherever a call stops, a later one finds it.
///
/// A file is put together in memory, so it has at most ``ExportStorage/maximumSize`` bytes; beyond, the answer is 413.
extension ChatSessions {
    /// Left of the invocation's time when a call stops.
    private static let reserve: Duration = .seconds(5)
    private static let partSize = 4 << 20
    private static let sessionsPerBatch = 50
    /// Links die early: the bucket's name and a link are all it takes to read everything.
    private static let linkLifetime: Duration = .seconds(600)
    private static let contentType = "text/csv; charset=utf-8"

    /// 200 `{"status": "completed", "download_url"}` or `{"status": "processing"}`; 413 for a file that would be too large.
    func downloadCSV(_ call: Call) async throws(Failure) -> Response {
        guard let exports else {
            throw Failure(.unavailable, "CSV export is not set up: SESSION_S3_DOWNLOAD is not set")
        }
        var job = try Self.job(call.arguments, step: store.effects.uuid())
        let isPoll = call.arguments.has("job_id")
        guard try await take(&job, isPoll: isPoll, from: exports) else { return try await Self.completed(job, exports) }
        guard try await run(&job, into: exports) else { return .json(["status": "processing"]) }
        return try await Self.completed(job, exports)
    }

    /// Goes on with the job that a poll asks about; begins anew where there is none, or nobody asks about it.
    ///
    /// - Returns: false when the file that a poll asks about is there.
    private func take(
        _ job: inout ExportJob, isPoll: Bool, from exports: any ExportStorage
    ) async throws(Failure) -> Bool {
        for _ in 0..<ChatStore.maximumRaces {
            let existing = try await store.get(store.schema.reviews, job.key)
            if isPoll, let existing {
                job.resume(from: existing)
                return true
            }
            if isPoll, try await exports.exists(job.objectKey) { return false }
            job.replace(existing)
            let unchanged = ExportJob.condition(stepOf: existing)
            guard try await store.put(store.schema.reviews, job.item, if: unchanged) else { continue }
            for part in job.obsolete { try await exports.remove(part) }
            job.obsolete = []
            return true
        }
        throw ChatStore.busy
    }

    private static func completed(_ job: ExportJob, _ exports: any ExportStorage) async throws(Failure) -> Response {
        let link = try await exports.link(to: job.objectKey, lifetime: linkLifetime)
        return .json(["status": "completed", "download_url": .string(link)])
    }

    private static func job(_ arguments: Arguments, step: String) throws(Failure) -> ExportJob {
        let id = try arguments.stringIfPresent("job_id", maximumBytes: 160)
        var start = try bound(arguments, "start_time")
        var end = try bound(arguments, "end_time")
        if let id, start == nil || end == nil {
            guard let bounds = ExportJob.bounds(inID: id) else {
                throw arguments.invalid("job_id", "must be a start and an end time joined by a hyphen")
            }
            (start, end) = (bounds.start, bounds.end)
        }
        let first = start ?? "0000-01-01T00:00:00"
        let last = end ?? "9999-12-31T23:59:59"
        guard let range = TimeRange(from: first, to: last) else {
            throw arguments.invalid("start_time", "must be a date and time such as 2026-11-21T01:33:24Z")
        }
        return ExportJob(start: first, end: last, range: range, step: step)
    }

    private static func bound(_ arguments: Arguments, _ name: String) throws(Failure) -> String? {
        guard arguments.object[name]?.string != "" else { return nil }
        _ = try arguments.timestampIfPresent(name)
        return try arguments.stringIfPresent(name, maximumBytes: 64)
    }

    private static func tooLarge(_ limit: Int) -> Failure {
        Failure(.tooLarge, "The export would be over \(limit >> 20) MB. Please ask for a shorter time range.")
    }

    /// Goes on with a job until it is done.
    ///
    /// - Returns: false when time was up, or another call has taken the job over.
    private func run(_ job: inout ExportJob, into exports: any ExportStorage) async throws(Failure) -> Bool {
        let longest = ContinuousClock.now + longestExportCall
        let end = InvocationScope.deadline.map { min(longest, $0 - Self.reserve) } ?? longest
        var source = try await store.source(of: job.range, after: job.position)
        var rows = job.parts.isEmpty ? SessionsCSV.header : []
        while let batch = try await source.next(Self.sessionsPerBatch, from: store) {
            for row in try await store.withFlags(batch) {
                rows += SessionsCSV.rows(row, try await store.history(of: row), try await latestReview(of: row))
                job.position = ListPosition(createdAt: row.createdAt, id: row.id)
                guard job.size + rows.count <= exports.maximumSize else {
                    try await discard(job, from: exports)
                    throw Self.tooLarge(exports.maximumSize)
                }
                let isLate = ContinuousClock.now >= end
                guard isLate || rows.count >= Self.partSize else { continue }
                guard try await save(rows, as: &job, into: exports) else { return false }
                rows = []
                if isLate { return false }
            }
        }
        return try await finish(job, with: rows, into: exports)
    }

    /// Puts the rows so far into a part and notes it.
    ///
    /// - Returns: false when another call has taken the job over.
    private func save(
        _ rows: [UInt8], as job: inout ExportJob, into exports: any ExportStorage
    ) async throws(Failure) -> Bool {
        let unchanged = ExportJob.condition(stepOf: job.item)
        job.step = store.effects.uuid()
        let part = "\(job.objectKey).parts/\(job.step)"
        try await exports.put(rows, at: part, contentType: Self.contentType)
        job.parts.append(part)
        job.size += rows.count
        if try await store.put(store.schema.reviews, job.item, if: unchanged) { return true }
        // An attempt whose answer was lost may have noted the part before this one was refused.
        var current = job
        if let record = try await store.get(store.schema.reviews, job.key) {
            current.resume(from: record)
            if current.parts.contains(part) { return current.step == job.step }
        }
        try await exports.remove(part)
        return false
    }

    /// Puts the parts and the last rows together.
    ///
    /// - Returns: false when another call has taken the job over.
    private func finish(
        _ job: ExportJob, with rows: [UInt8], into exports: any ExportStorage
    ) async throws(Failure) -> Bool {
        var file: [UInt8] = []
        file.reserveCapacity(job.size + rows.count)
        for part in job.parts {
            guard let body = try await exports.object(at: part) else {
                return try await settle(job, in: exports)
            }
            file += body
        }
        file += rows
        try await exports.put(file, at: job.objectKey, contentType: Self.contentType)
        try await discard(job, from: exports)
        return true
    }

    /// What to do when a part is gone: most likely another call has just put the file together.
    ///
    /// - Returns: true when the file is there, false when another call has taken the job over.
    private func settle(_ job: ExportJob, in exports: any ExportStorage) async throws(Failure) -> Bool {
        if let record = try await store.get(store.schema.reviews, job.key) {
            var current = job
            current.resume(from: record)
            guard current.step == job.step else { return false }
        }
        let isComplete = try await exports.exists(job.objectKey)
        try await discard(job, from: exports)
        guard isComplete else { throw Failure(.internal, "A part of the export is gone; please begin again") }
        return true
    }

    /// Removes the parts, and only then the record that names them, unless it is of a later step by now.
    private func discard(_ job: ExportJob, from exports: any ExportStorage) async throws(Failure) {
        for part in job.parts + job.obsolete { try await exports.remove(part) }
        try await store.delete(store.schema.reviews, job.key, if: ExportJob.condition(stepOf: job.item))
    }

    private func latestReview(of row: SessionRow) async throws(Failure) -> Review? {
        let keys: [Item] = row.reviews.values.map { [ReviewAttribute.id: .string($0)] }
        return try await store.batchGet(store.schema.reviews, keys).compactMap(Review.init)
            .max { ($0.reviewedAt, $0.id) < ($1.reviewedAt, $1.id) }
    }
}
