import AWSServices
import Gateway
import SystemSupport
import Tables
import WireFormats

extension AssessmentStore {
    /// One user's assessments, newest first: as many as asked for, as long as there are any. What was submitted or changed
    /// within the last moments may be missing or as it was before: DynamoDB's indexes lag.
    ///
    /// - Parameter position: the key of the last one of the page before.
    func assessments(
        of user: String, limit: Int, after position: Item?
    ) async throws(Failure) -> (assessments: [Assessment], next: Item?) {
        let now = effects.now()
        var found: [Assessment] = []
        var query = Query(
            table: schema.assessments, index: AssessmentsSchema.assessmentsByUser, partition: .string(user),
            descending: true, startKey: position)
        repeat {
            query.limit = limit - found.count
            let page = try await page(query)
            found += page.items.compactMap(Assessment.init).filter { !$0.hasExpired(at: now) }
            query.startKey = page.lastKey
        } while query.startKey != nil && found.count < limit
        return (found, query.startKey)
    }

    /// The key of the index as a cursor holds it, and back.
    static func position(_ key: Item) -> JSON {
        .array([
            .string(key[AssessmentAttribute.createdAt]?.string ?? ""),
            .string(key[AssessmentAttribute.id]?.string ?? ""),
        ])
    }

    static func key(_ position: JSON, user: String) -> Item? {
        guard let createdAt = position[0]?.string, let id = position[1]?.string else { return nil }
        return [
            AssessmentAttribute.userID: .string(user), AssessmentAttribute.createdAt: .string(createdAt),
            AssessmentAttribute.id: .string(id),
        ]
    }
}
