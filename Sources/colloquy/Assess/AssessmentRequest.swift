import WireFormats

/// What is submitted.
struct AssessmentRequest: Sendable {
    var client: String
    var requirements: String

    var json: JSON {
        [
            "client_name": .string(client), "project_name": "Web orders", "industry": "Bakery",
            "requirements": .string(requirements), "duration": "4 months", "team_size": 4,
        ]
    }
}
