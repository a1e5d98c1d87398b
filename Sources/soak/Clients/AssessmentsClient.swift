import AWSServices
import WireFormats

/// A user of system 001: submits assessments, polls them, and cancels some.
actor AssessmentsClient: SoakClient {
    private struct Submission {
        var token: String
        var fate: Fate
        var id: String?
        var wasCancelled = false
    }

    private var kit: ClientKit
    private var submissions: [Submission] = []

    init(_ kit: ClientKit) { self.kit = kit }

    func step() async {
        guard let index = submissions.indices.last, kit.below(3) > 0, let id = submissions[index].id else {
            return await submit()
        }
        switch kit.below(8) {
        case 0:
            let outcome = await kit.front.persist { await kit.front.request("POST", "/api/assessments/\(id)/cancel") }
            // One that has ended cannot be cancelled.
            if case .refused(let answer) = outcome, answer.status != 409 { kit.unexpected(outcome, "cancel \(id)") }
            submissions[index].wasCancelled = true
        default:
            let answer = await kit.front.read { await kit.front.request("GET", "/api/agent-status/\(id)") }
            guard let answer else { return }
            kit.findings.expect(.reads, answer.status == 200, "assessment \(id): \(answer.status)")
        }
    }

    private func submit() async {
        let token = kit.token()
        let body: JSON = [
            "client_name": .string(token), "project_name": "Soak", "industry": "Bakery",
            "requirements": .string("Something for \(token)"), "duration": "3 months", "team_size": 4,
        ]
        let outcome = await kit.front.persist(patience: kit.patience()) {
            await kit.front.request(
                "POST", "/api/submit-assessment", body, headers: ["Idempotency-Key": "key-\(token)"])
        }
        kit.unexpected(outcome, "submit \(token)")
        var submission = Submission(token: token, fate: outcome.fate)
        if case .acknowledged(let answer) = outcome { submission.id = answer.json["session_id"]?.string }
        submissions.append(submission)
    }

    // MARK: - In the end

    func verify(_ stored: StoredItems, _ findings: Findings) async {
        for submission in submissions {
            let items = stored.assessments.filter { $0["client_name"]?.string == submission.token }
            findings.expect(submission.fate, count: items.count, "assessment \(submission.token)")
            for item in items {
                let status = item["workflow_status"]?.string ?? "?"
                let id = item["session_id"]?.string ?? "?"
                let reason = item["error_code"]?.string ?? "no reason"
                findings.expect(
                    .ended, StoredItems.terminal.contains(status) && item["lease_owner"] == nil, "\(id): \(status)")
                findings.expect(
                    .ended, status != "CANCELLED" || submission.wasCancelled, "\(id) was cancelled by nobody")
                findings.expect(.ended, status != "CONFIGURATION_ERROR", "\(id): \(status), \(reason)")
                guard status == "COMPLETED" else { continue }
                let results = await kit.front.read { await kit.front.request("GET", "/api/results/\(id)") }
                let hasBoth =
                    results?.json["powerpoint_url"]?.string?.isEmpty == false
                    && results?.json["sow_url"]?.string?.isEmpty == false
                findings.expect(.documents, hasBoth, "\(id): \(results?.text.prefix(200) ?? "no answer")")
            }
        }
    }

    /// How assessments ended, with how many of each.
    static func endings(_ stored: StoredItems) -> String {
        let endings = stored.assessments.map { item in
            let status = item["workflow_status"]?.string ?? "?"
            return item["error_code"]?.string.map { "\(status) \($0)" } ?? status
        }
        return Dictionary(grouping: endings) { $0 }.sorted { $0.key < $1.key }
            .map { "\($0.value.count) \($0.key)" }.joined(separator: ", ")
    }
}
