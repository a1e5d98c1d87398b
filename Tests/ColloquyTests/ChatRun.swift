import ArgumentParser
import HTTPTransport
import LocalCloud
import Logging
import TestSupport
import WireFormats

@testable import colloquy

/// The real `bootstrap` with its stand-ins, the model's too, on a store that several may share.
final class ChatRun: Sendable {
    let cloud: LocalCloud
    let lines = LastLines()
    /// Lasts as long as its store is used.
    private let directory: TemporaryDirectory
    private let http: HTTPClient

    init(in directory: TemporaryDirectory, environment: [String: String] = [:]) async throws {
        self.directory = directory
        let setting = try await FunctionSetting(
            storage: try StorageOptions.parse(["--store", "sqlite:\(directory.path)/store.sqlite"]),
            environment: environment)
        let lines = lines
        cloud = try await LocalCloud.start(
            try setting.cloud(try setting.function()), log: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        ) { lines.add($0) }
        http = HTTPClient(loop: try Network.loop())
    }

    func request(_ method: String, _ path: String, _ body: JSON? = nil) async throws -> (status: Int, body: JSON) {
        let response = try await http.send(
            HTTPRequest(method: method, url: cloud.httpAPI + path, body: body?.serialized() ?? []))
        return (response.status, try JSON(parsing: response.body))
    }

    /// - Returns: the model's answer.
    func say(_ prompt: String, in session: String) async throws -> String {
        let answer = try await request(
            "POST", "/api/generate/", ["prompt": .string(prompt), "session_id": .string(session)])
        guard answer.status == 200, let response = answer.body["response"]?.string else {
            throw ChildProcess.Failure(description: "\(answer) \(lines.all)")
        }
        return response
    }

    /// Ids and names of the chats, as they are listed.
    func names() async throws -> [String] {
        try await request("GET", "/api/session_names/").body.array?.map { chat in
            "\(chat["session_id"]?.string ?? "") \(chat["chat_name"]?.string ?? "")"
        } ?? []
    }
}
