import ArgumentParser
import Foundation
import HTTPTransport
import WireFormats

/// Does what a client of the assessments does, and shows it: submits, polls, fetches.
struct AssessmentDemonstration {
    private let request: AssessmentRequest
    private let api: String
    private let http: HTTPClient
    private let terminal: Terminal
    private let output: String?

    /// - Parameter output: the folder for the documents; `nil` to fetch them only.
    init(_ request: AssessmentRequest, api: String, http: HTTPClient, terminal: Terminal, output: String?) {
        self.request = request
        self.api = api
        self.http = http
        self.terminal = terminal
        self.output = output
    }

    /// - Returns: true when the assessment has completed and its documents could be fetched.
    func run() async throws -> Bool {
        let submitted = try await send("POST", "/api/submit-assessment", request.json)
        guard let path = submitted["poll_url"]?.string, let id = submitted["session_id"]?.string else {
            throw ValidationError("The submission was answered with \(submitted.text)")
        }
        terminal.print("  submitted                 POST /api/submit-assessment → \(id)")
        let last = try await follow(path)
        guard last["status"] == "COMPLETED" else {
            terminal.print("  \(terminal.styled(last["error_message"]?.string ?? "It did not complete.", .red))")
            return false
        }
        let results = try await send("GET", "/api/results/\(id)", nil)
        for name in ["powerpoint_url", "sow_url"] {
            guard let link = results[name]?.string else {
                terminal.print("  \(name) is missing")
                return false
            }
            let document = try await http.send(HTTPRequest(url: link))
            guard document.status == 200 else {
                terminal.print("  \(link) answers \(document.status)")
                return false
            }
            let file = String(link.prefix { $0 != "?" }.split(separator: "/").last ?? "document")
            terminal.print(
                "  \(Self.padded(file, 24))  \(document.body.count) bytes, by a link signed for ten minutes:")
            terminal.print("    \(terminal.styled(link, .dim))")
            if let output {
                let path = URL(filePath: output).appending(path: file).path(percentEncoded: false)
                try Surroundings.makeDirectory(ofFile: path)
                try Data(document.body).write(to: URL(filePath: path))
                terminal.print("    kept as \(path)")
            }
        }
        if let cost = results["cost_data"]?["total_cost"] { terminal.print("  estimated cost            \(cost.text)") }
        return true
    }

    /// Polls until the assessment has ended, asking for new events only.
    private func follow(_ path: String) async throws -> JSON {
        var meter = ProgressMeter(terminal: terminal)
        var after = 0
        while true {
            let status = try await send("GET", "\(path)?after=\(after)", nil)
            after = status["last_event_seq"]?.int ?? after
            let events = (try? JSON(parsing: status["agent_events"]?.string ?? "[]"))?.array ?? []
            meter.show(
                status: status["status"]?.string ?? "", stage: status["current_stage"]?.string ?? "",
                percent: status["progress"]?.int ?? 0, events: events.count)
            if ["COMPLETED", "ERROR", "CONFIGURATION_ERROR", "CANCELLED"].contains(status["status"]?.string) {
                meter.end()
                return status
            }
            if status["has_more_events"] != true { try await Task.sleep(for: .milliseconds(300)) }
        }
    }

    private func send(_ method: String, _ path: String, _ body: JSON?) async throws -> JSON {
        let response = try await http.send(
            HTTPRequest(
                method: method, url: api + path, headers: body == nil ? [:] : ["Content-Type": "application/json"],
                body: body?.serialized() ?? []))
        guard response.status == 200 else {
            throw ValidationError(
                "\(method) \(path) was answered with \(response.status): "
                    + String(decoding: response.body.prefix(500), as: UTF8.self))
        }
        return try JSON(parsing: response.body)
    }

    private static func padded(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - text.count))
    }
}
