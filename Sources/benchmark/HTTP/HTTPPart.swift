/// Requests a second through `colloquy serve`: wrk, the stand-in for API Gateway, the Runtime API, `bootstrap` and the embedded
/// store, all on this machine. A figure for whoever develops on it, not for a deployment.
struct HTTPPart {
    private static let seconds = 3
    private static let connections = [1, 16]

    /// The path of the command line.
    let colloquy: String

    private struct Target {
        var name: String
        var path: String
        /// Of a POST.
        var body: String?
    }

    private static let targets = [
        Target(name: "GET /health", path: "/health"),
        Target(name: "GET /, the page", path: "/"),
        Target(name: "GET /api/session_names", path: "/api/session_names"),
        Target(
            name: "get_session, 1 message", path: "/user-session",
            body: #"{"operation":"get_session","user_id":"ann","session_id":"\#(session)"}"#),
        Target(
            name: "add_message_to_existing_session", path: "/user-session",
            body: #"{"operation":"add_message_to_existing_session","session_id":"\#(session)","#
                + #""new_chat_entry":{"user_prompt":"And at night?","bot_response":"Fado, in the Mouraria."}}"#),
    ]
    private static let session = "5f0c6a1e-8f0b-4a57-9d6b-2f4f1c0f7a11"
    private static let creation =
        #"{"operation":"add_new_session_with_first_message","session_id":"\#(session)","user_id":"ann","#
        + #""title":"Lisbon","new_chat_entry":{"user_prompt":"What should I see?","bot_response":"The Alfama."}}"#

    func run() throws {
        guard isInstalled("wrk") else {
            print("\nNot measured: requests a second, because wrk is not installed (scripts/setup bench does it).")
            return
        }
        let folder = try ScratchFolder()
        let server = try ChildServer(environment: ["HOME": folder.path]) { port in
            [colloquy, "serve", "--store", "sqlite:\(folder.path)/store.sqlite", "--as", "ann", "--port", "\(port)"]
        }
        defer { withExtendedLifetime((folder, server)) {} }
        try prepare(server)
        Markdown.header(
            "through `colloquy serve`", "1 connection", "median", "16 connections", "median")
        for target in Self.targets {
            let script = TextFile(path: "\(folder.path)/request.lua")
            try script.write(Self.script(target))
            var cells: [String] = []
            for connections in Self.connections {
                let result = try measure("http://127.0.0.1:\(server.port)\(target.path)", script.path, connections)
                cells += ["\(result.rate.text) /s", result.median]
            }
            Markdown.row(["`\(target.name)`"] + cells)
        }
    }

    /// The session that is read and written: also waits until the function has started.
    private func prepare(_ server: ChildServer) throws {
        var connection = try SocketConnection(port: server.port)
        let request =
            "POST /user-session HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
            + "Content-Length: \(Self.creation.utf8.count)\r\n\r\n\(Self.creation)"
        guard connection.write(Array(request.utf8)), let answer = connection.readMessage(),
            answer.line.hasPrefix("HTTP/1.1 200")
        else { throw BenchmarkError("colloquy serve does not create a session") }
    }

    private static func script(_ target: Target) -> String {
        guard let body = target.body else { return "" }
        return """
            wrk.method = "POST"
            wrk.headers["Content-Type"] = "application/json"
            wrk.body = [==[\(body)]==]
            """
    }

    private func measure(_ url: String, _ script: String, _ connections: Int) throws -> (rate: Double, median: String) {
        let output = try lines(
            of: [
                "wrk", "--threads", "1", "--connections", "\(connections)", "--duration", "\(Self.seconds)s",
                "--latency", "--script", script, url,
            ])
        func value(_ label: String) -> String? {
            output.first { $0.contains(label) }?.split(separator: " ").last.map(String.init)
        }
        if let failures = output.first(where: { $0.contains("Non-2xx") || $0.contains("Socket errors") }) {
            throw BenchmarkError("\(url): \(failures)")
        }
        guard let rate = value("Requests/sec:").flatMap(Double.init), let median = value("50%") else {
            throw BenchmarkError("wrk printed no figures for \(url)")
        }
        return (rate, median)
    }
}
