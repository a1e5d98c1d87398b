import Foundation
import Synchronization

/// Lambda's Runtime API and Extensions API as a test wants them: a queue of answers for `/next`, and everything posted
/// kept for the test to look at. `/next` hangs while the queue is empty, as Lambda's does.
public final class ScriptedRuntimeAPI: Sendable {
    /// An answer of `/next`.
    public enum Next: Sendable {
        case response(ScriptedResponse)
        /// These bytes instead of a response, then the end of the connection.
        case bytes(String)
    }

    /// An answer to something posted.
    public enum Acceptance: Sendable {
        case status(Int)
        /// The connection is closed without an answer.
        case disconnect
    }

    private let server: ScriptedServer
    private let queue: Queue

    private final class Queue: Sendable {
        let nexts: Mutex<[Next]>
        init(_ nexts: [Next]) { self.nexts = Mutex(nexts) }
        func pop() -> Next? { nexts.withLock { $0.isEmpty ? nil : $0.removeFirst() } }
    }

    /// - Parameters:
    ///   - hasExtensions: without, the Extensions API answers 404.
    ///   - accept: answers whatever is posted to the Runtime API; 202 by default.
    public init(
        _ nexts: [Next] = [], hasExtensions: Bool = true,
        accept: @escaping @Sendable (ScriptedRequest) -> Acceptance = { _ in .status(202) }
    ) throws {
        let queue = Queue(nexts)
        self.queue = queue
        server = try ScriptedServer { connection in
            while let request = try connection.readRequest() {
                switch request.target {
                case "/2018-06-01/runtime/invocation/next":
                    guard try Self.answerNext(connection, queue) else { return }
                case "/2020-01-01/extension/register" where hasExtensions:
                    try connection.write(
                        ScriptedResponse(headers: ["Lambda-Extension-Identifier": "extension-1"], text: "{}"))
                case "/2020-01-01/extension/event/next" where hasExtensions:
                    while !connection.waitForEnd(timeout: 60) {}
                    return
                case let target where target.hasPrefix("/2018-06-01/runtime/"):
                    switch accept(request) {
                    case .status(let status):
                        try connection.write(ScriptedResponse(status: status, text: #"{"status":"OK"}"#))
                    case .disconnect: return
                    }
                default:
                    try connection.write(ScriptedResponse(status: 404, text: "404 page not found"))
                }
            }
        }
    }

    private static func answerNext(_ connection: ScriptedConnection, _ queue: Queue) throws -> Bool {
        while true {
            switch queue.pop() {
            case .response(let response):
                try connection.write(response)
                return true
            case .bytes(let text):
                try connection.write(text)
                return false
            case nil:
                if connection.waitForEnd(timeout: 0.002) { return false }
            }
        }
    }

    /// For `AWS_LAMBDA_RUNTIME_API`.
    public var address: String { "127.0.0.1:\(server.port)" }

    public func enqueue(_ next: Next) { queue.nexts.withLock { $0.append(next) } }

    /// How many requests for the next invocation have come.
    public var nextCount: Int { server.requests.count { $0.target.hasSuffix("/invocation/next") } }

    /// All requests so far.
    public var requests: [ScriptedRequest] { server.requests }

    /// What has been posted to the Runtime API so far: responses, errors and init errors, in order of arrival.
    public var posts: [ScriptedRequest] {
        server.requests.filter { $0.method == "POST" && $0.target.hasPrefix("/2018-06-01/") }
    }

    /// Waits until so many have been posted and gives them.
    public func posts(_ count: Int, timeout: Duration = .seconds(120)) async throws -> [ScriptedRequest] {
        try await wait(timeout: timeout) { posts.count >= count }
        return posts
    }

    /// Waits until `condition` holds.
    public func wait(timeout: Duration = .seconds(120), until condition: () -> Bool) async throws {
        let end = ContinuousClock.now + timeout
        while !condition() {
            guard ContinuousClock.now < end else {
                let seen = requests.map { "\($0.method) \($0.target)" }
                throw ScriptedServer.Failure(description: "what was waited for did not happen; requests: \(seen)")
            }
            try await Task.sleep(for: .milliseconds(2))
        }
    }

    public func stop() { server.stop() }
}

extension ScriptedRuntimeAPI.Next {
    /// An invocation as Lambda sends it, with a minute's time unless `remaining` says otherwise.
    ///
    /// - Parameter headers: added to the usual ones; an empty value removes one.
    public static func invocation(
        _ id: String, event: String = "{}", remaining: Duration = .seconds(60), headers: [String: String] = [:]
    ) -> Self {
        let milliseconds = Int(Date.now.timeIntervalSince1970 * 1000) + Int(remaining / .milliseconds(1))
        let usual = [
            "Content-Type": "application/json",
            "Lambda-Runtime-Aws-Request-Id": id,
            "Lambda-Runtime-Deadline-Ms": String(milliseconds),
            "Lambda-Runtime-Invoked-Function-Arn": "arn:aws:lambda:us-east-1:123456789012:function:f",
        ]
        let all = usual.merging(headers) { $1 }.filter { !$0.value.isEmpty }
        return .response(ScriptedResponse(headers: all, text: event))
    }
}
