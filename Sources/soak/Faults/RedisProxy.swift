import Foundation
import TestSupport

/// Stands between the function and Redis, and plays the faults that the dice have on what passes at a time: a command or
/// several, an answer or several, or a part of one.
final class RedisProxy: Sendable {
    private let server: ScriptedServer

    init(to port: UInt16, _ dice: FaultDice) throws {
        server = try ScriptedServer(recordsRequests: false) { connection in
            let upstream = try Upstream.connect(port: port)
            Thread.detachNewThread { Self.forwardAnswers(from: upstream, to: connection, dice) }
            defer { upstream.shutDown() }
            while true {
                let bytes = try connection.read()
                if bytes.isEmpty { return }
                switch dice.roll() {
                case .delay: Thread.sleep(forTimeInterval: dice.pause())
                case .lostRequest: return connection.reset()
                // Before the answer of these bytes has come, that of others may be lost: as good a loss.
                case .lostAnswer:
                    try upstream.write(bytes)
                    return connection.reset()
                default: break
                }
                try upstream.write(bytes)
            }
        }
    }

    var port: UInt16 { server.port }

    private static func forwardAnswers(from upstream: Upstream, to connection: ScriptedConnection, _ dice: FaultDice) {
        // What fails here has lost one of its peers; the other one hears of it.
        defer { connection.shutDown() }
        while let bytes = try? upstream.read(), !bytes.isEmpty {
            switch dice.roll() {
            case .delay: Thread.sleep(forTimeInterval: dice.pause())
            case .lostAnswer, .lostRequest: return
            case .cutAnswer:
                try? connection.write(bytes[..<(bytes.count / 2)])
                return
            default: break
            }
            guard (try? connection.write(bytes)) != nil else { return }
        }
    }
}
