import WireFormats

extension SystemWorkloads {
    /// A user with 30 assessments, one of which an agent has worked on.
    static func assessments(_ system: SystemUnderTest) async throws -> SystemWorkloads {
        for _ in 1..<30 { try await system.send(AssessmentEvent.submission) }
        let completed = try await AssessmentEvent.submit(system)
        try await system.send(AssessmentEvent.work(on: completed))
        let path = "/api/agent-status/\(completed)"
        let events = try await system.send(Event.request("GET", path))
        guard let last = events["last_event_seq"]?.int, last > 0 else {
            throw BenchmarkError("the agent's run left no events: \(events.text)")
        }
        return SystemWorkloads(
            name: "assessments",
            workloads: [
                Workload("POST /api/submit-assessment", .submission, constant: AssessmentEvent.submission),
                Workload("GET /api/agent-status/{id}, all events", constant: Event.request("GET", path)),
                Workload(
                    "GET /api/agent-status/{id}, nothing new",
                    constant: Event.request("GET", path, query: "after=\(last)")),
                Workload("GET /api/results/{id}", constant: Event.request("GET", "/api/results/\(completed)")),
                Workload("GET /api/assessments", .list, constant: Event.request("GET", "/api/assessments")),
            ] + control + templates)
    }

    private static let control = [
        Workload("POST /api/assessments/{id}/cancel") { system in
            Event.request("POST", "/api/assessments/\(try await AssessmentEvent.submit(system))/cancel")
        },
        Workload("POST /api/assessments/{id}/retry") { system in
            let id = try await AssessmentEvent.submit(system)
            try await system.send(Event.request("POST", "/api/assessments/\(id)/cancel"))
            return Event.request("POST", "/api/assessments/\(id)/retry")
        },
        Workload("PROCESS_AGENT_WORKFLOW, 20 events") { system in
            AssessmentEvent.work(on: try await AssessmentEvent.submit(system))
        },
    ]

    private static let templates = [
        Workload(
            "POST /api/upload-template",
            constant: Event.request(
                "POST", "/api/upload-template", body: ["filename": "proposal.pptx", "file": "UEsDBA=="], as: "sofia",
                group: "Staff")),
        Workload(
            "POST /api/upload-template, presigned",
            constant: Event.request(
                "POST", "/api/upload-template", body: ["filename": "proposal.pptx", "presign": true], as: "sofia",
                group: "Staff")),
    ]
}

/// What clients of the assessments send.
enum AssessmentEvent {
    static let submission = submission(as: "ann")

    static func submission(
        as user: String, requirements: String = "Customers order in the evening and fetch in the morning. Ten branches."
    ) -> JSON {
        Event.request(
            "POST", "/api/submit-assessment",
            body: [
                "client_name": "Birkenhof Bakery", "project_name": "Online ordering", "industry": "Retail",
                "requirements": .string(requirements),
                "duration": "4 months", "team_size": 5,
            ], as: user)
    }

    static func submit(_ system: SystemUnderTest) async throws -> String {
        try await system.send(submission).text("session_id")
    }

    static func work(on id: String) -> JSON {
        ["action": "PROCESS_AGENT_WORKFLOW", "session_id": .string(id)]
    }
}
