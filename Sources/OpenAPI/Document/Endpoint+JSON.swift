import WireFormats

extension Endpoint {
    func json(in system: SystemDescription) -> JSON {
        var json: JSONObject = [
            "operationId": .string(id), "summary": .string(summary), "tags": [.string(system.tag)],
        ]
        json["description"] = details.map(JSON.string)
        if isDeprecated { json["deprecated"] = true }
        if !parameters.isEmpty { json["parameters"] = .array(parameters.map(\.json)) }
        json["requestBody"] = body?.json
        let own = answers.map { ($0.status, $0.json) }
        let shared = system.refusals.filter { refusal in
            applies(refusal.answer.status) && !answers.contains { $0.status == refusal.answer.status }
        }
        json["responses"] = .object(
            JSONObject(
                (own + shared.map { ($0.answer.status, ["$ref": .string("#/components/responses/\($0.name)")]) })
                    .sorted { $0.0 < $1.0 }.map { (String($0.0), $0.1) }))
        json["security"] =
            switch access {
            case .everybody: []
            case .twilio: [["twilioSignature": []]]
            case .signedIn, .staff, .admins: [["token": []], [:]]
            }
        return .object(json)
    }

    /// Whether the route may refuse with this status.
    private func applies(_ status: Int) -> Bool {
        switch status {
        case 401: access != .everybody && access != .twilio
        case 403: access == .staff || access == .admins
        case 404: parameters.contains { $0.place == .path }
        default: true
        }
    }
}
