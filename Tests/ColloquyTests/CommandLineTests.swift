import Foundation
import Glibc
import TestSupport
import Testing
import WireFormats

/// The program as a user runs it, with the real bootstrap.
@Suite("colloquy")
struct CommandLineTests {
    /// The package's folder as programs name it.
    private static let root = String(PackageRoot.path.dropLast())

    private struct Run {
        var status: Int32
        var text: String
    }

    private func colloquy(_ arguments: [String], environment: [String: String] = [:]) async throws -> Run {
        let child = try start(arguments, environment: environment)
        return Run(status: try await child.waitForExit(timeout: .seconds(90)), text: child.text)
    }

    private func start(_ arguments: [String], environment: [String: String] = [:]) throws -> ChildProcess {
        var variables = ["PATH": "/usr/bin:/bin", "HOME": "/nonexistent"]
        variables.merge(environment) { $1 }
        return try ChildProcess(
            try BuildProducts.executable("colloquy"), arguments, environment: variables, directory: PackageRoot.path)
    }

    private func curl(_ arguments: [String]) async throws -> String {
        try await ChildProcess.run("/usr/bin/env", ["curl", "--silent", "--max-time", "120"] + arguments)
    }

    private let first = #"""
        {"operation": "add_new_session_with_first_message", "user_id": "ann", "session_id": "s-1", "title": "T", \#
        "new_chat_entry": {"user_prompt": "p", "bot_response": "r"}}
        """#

    @Test("invoke prints the answer")
    func invoke() async throws {
        let directory = try TemporaryDirectory()
        let event = directory.path + "/event.json"
        try Data(first.utf8).write(to: URL(filePath: event))
        let run = try await colloquy(["invoke", "--store", "sqlite:\(directory.path)/x", event])
        #expect(run.status == 0)
        #expect(run.text.contains(#""statusCode": 200"#))
    }

    @Test("invoke exits with 1 when the function reports an error, and prints it")
    func invokeError() async throws {
        let directory = try TemporaryDirectory()
        let event = directory.path + "/event.json"
        try Data(#"{"action":"MAKE_COFFEE"}"#.utf8).write(to: URL(filePath: event))
        let run = try await colloquy(["invoke", "--store", "sqlite:\(directory.path)/x", event])
        #expect(run.status == 1)
        #expect(run.text.contains(#""errorType": "UnknownAction""#))
    }

    @Test(
        "says what is wrong with its arguments",
        arguments: [
            (["invoke", "/nowhere.json"], "/nowhere.json cannot be read"),
            (["replay", "/nowhere"], "/nowhere is not there"),
            (["replay", "nowhere"], "nowhere (in \(Self.root)) is not there"),
            (["invoke", "nowhere.json"], "nowhere.json (in \(Self.root)) cannot be read"),
            (["assess", "--scenario", "nothing"], "There is no scenario 'nothing' in \(Self.root)/events/scenarios"),
            (["assess", "--scenario", "nothing"], "happy-path"),
            (
                ["assess", "--scenarios", "/nowhere"],
                "/nowhere is no folder; --scenarios or COLLOQUY_SCENARIOS has to name"
            ),
            (["serve", "--scenarios", "nowhere"], "nowhere (in \(Self.root)) is no folder"),
            (["serve", "--store", "mysql"], "mysql"), (["brew"], "Unexpected argument 'brew'"),
        ])
    func usage(arguments: [String], reason: String) async throws {
        let run = try await colloquy(arguments)
        #expect(run.status == 64)
        #expect(run.text.contains(reason))
    }

    @Test("replay passes every recorded event")
    func replay() async throws {
        let run = try await colloquy(["replay", "events"])
        #expect(run.status == 0, "\(run.text)")
    }

    @Test("replay shows how an answer differs, without colours in a pipe, and exits with 1")
    func replayDifference() async throws {
        let directory = try TemporaryDirectory()
        try Data(#"{"operation":"get_session","session_id":"x","user_id":"u"}"#.utf8)
            .write(to: URL(filePath: directory.path + "/1-get.json"))
        try Data(#"{"statusCode":200,"headers":{},"body":{"<json>":{"title":"?"}}}"#.utf8)
            .write(to: URL(filePath: directory.path + "/1-get.answer.json"))
        try Data(#"{"AUTH_MODE":"open"}"#.utf8).write(to: URL(filePath: directory.path + "/environment.json"))
        let run = try await colloquy(["replay", directory.path])
        #expect(run.status == 1)
        #expect(run.text.contains(#"-     "<json>": {"#))
        #expect(run.text.contains("0 passed, 1 failed"))
        #expect(!run.text.contains("\u{1B}"))
    }

    @Test("replay --update records an answer that then passes")
    func replayUpdate() async throws {
        let directory = try TemporaryDirectory()
        try Data(first.utf8).write(to: URL(filePath: directory.path + "/1-add.json"))
        try Data(#"{"AUTH_MODE":"open"}"#.utf8).write(to: URL(filePath: directory.path + "/environment.json"))
        #expect(try await colloquy(["replay", directory.path]).text.contains("no answer is recorded yet"))
        #expect(try await colloquy(["replay", "--update", directory.path]).status == 0)
        let answer = try JSON(
            parsing: Data(contentsOf: URL(filePath: directory.path + "/1-add.answer.json")))
        #expect(answer["body"] == ["<json>": ["session_id": "s-1", "message_id": "<message-id>"]])
        #expect(try await colloquy(["replay", directory.path]).status == 0)
    }

    @Test("serve answers over HTTP for the user it stands for, and ends with its function on SIGTERM")
    func serve() async throws {
        let directory = try TemporaryDirectory()
        let serve = try start([
            "serve", "--as", "ann", "--groups", "AdminUsers", "--store", "sqlite:\(directory.path)/x",
        ])
        let url = try await serve.waitForOutput(matching: #/Colloquy serves (http://127\.0\.0\.1:\d+)/#)
        _ = try await curl(["\(url)/user-session", "--json", first])
        let list = try await curl([
            "\(url)/user-session", "--json", #"{"operation":"list_sessions_by_user_id","user_id":"somebody"}"#,
        ])
        #expect(try JSON(parsing: list)[0]?["session_id"] == nil)
        let own = try await curl([
            "\(url)/user-session", "--json", #"{"operation":"list_sessions_by_user_id","user_id":"ann"}"#,
        ])
        #expect(try JSON(parsing: own)[0]?["session_id"] == "s-1")
        let children = Self.children(of: serve.processIdentifier)
        #expect(children.count == 1)
        serve.send(signal: SIGTERM)
        #expect(try await serve.waitForExit() == 0)
        #expect(children.allSatisfy { kill($0, 0) != 0 })
    }

    @Test("takes its function along when it is killed")
    func killed() async throws {
        let directory = try TemporaryDirectory()
        let serve = try start(["serve", "--store", "sqlite:\(directory.path)/x"])
        let url = try await serve.waitForOutput(matching: #/Colloquy serves (http://127\.0\.0\.1:\d+)/#)
        _ = try await curl([url])
        let children = Self.children(of: serve.processIdentifier)
        #expect(children.count == 1)
        serve.kill()
        _ = try await serve.waitForExit()
        let end = ContinuousClock.now + .seconds(60)
        while children.contains(where: Self.isAlive), ContinuousClock.now < end {
            try await Task.sleep(for: .milliseconds(10))
        }
        #expect(!children.contains(where: Self.isAlive))
    }

    @Test("serve starts a function that was killed again")
    func restart() async throws {
        let directory = try TemporaryDirectory()
        let serve = try start(["serve", "--store", "sqlite:\(directory.path)/x"])
        let url = try await serve.waitForOutput(matching: #/Colloquy serves (http://127\.0\.0\.1:\d+)/#)
        _ = try await curl(["\(url)/user-session", "--json", first])
        let before = Self.children(of: serve.processIdentifier)
        for child in before { kill(child, SIGKILL) }
        // Until then a request may still go to the old one, and fail with it.
        _ = try await serve.waitForOutput(matching: #/ended: (signal: killed)/#)
        let answer = try await curl([
            "\(url)/user-session", "--json", #"{"operation":"assemble_chat_history","session_id":"s-1"}"#,
        ])
        #expect(answer.hasPrefix("[") || answer.hasPrefix("\""))
        #expect(Self.children(of: serve.processIdentifier) != before)
        serve.send(signal: SIGINT)
        #expect(try await serve.waitForExit() == 0)
    }

    @Test("tables create makes the declared tables in a DynamoDB-compatible server, and replay runs on it")
    func dynamoDB() async throws {
        let moto = try await MotoServer.start()
        let environment = MotoServer.environment
        let created = try await colloquy(["tables", "create", "--endpoint", moto.endpoint], environment: environment)
        #expect(created.status == 0, "\(created.text)")
        #expect(created.text.split(separator: "\n").count == 6)
        let again = try await colloquy(["tables", "create", "--endpoint", moto.endpoint], environment: environment)
        #expect(again.text.contains("exists already"))
        let replay = try await colloquy(
            ["replay", "events/000-chat-sessions", "--store", "dynamodb", "--endpoint", moto.endpoint],
            environment: environment)
        #expect(replay.status == 0, "\(replay.text)")
        // Tables of the replay are gone.
        let listed = try await colloquy(["tables", "list", "--endpoint", moto.endpoint], environment: environment)
        #expect(listed.text == "agent-events\nassessments\nchat-messages\nchat-reviews\nchat-sessions\nconversations\n")
    }

    private static func children(of parent: Int32) -> [Int32] {
        let text = try? String(contentsOfFile: "/proc/\(parent)/task/\(parent)/children", encoding: .utf8)
        let all = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(parent)/task")) ?? []
        let others = all.compactMap {
            try? String(contentsOfFile: "/proc/\(parent)/task/\($0)/children", encoding: .utf8)
        }
        return Set(
            ([text].compactMap(\.self) + others).joined(separator: " ").split(separator: " ").compactMap { Int32($0) }
        )
        .sorted()
    }

    /// A zombie that nobody has reaped yet counts as ended.
    private static func isAlive(_ process: Int32) -> Bool {
        guard let status = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8) else { return false }
        return !status.contains(") Z ")
    }
}
