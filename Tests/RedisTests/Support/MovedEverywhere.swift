import Synchronization
import TestSupport

/// A node that has no slot, and says of every command that another one has it.
final class MovedEverywhere: Sendable {
    /// The other's port.
    let target = Mutex<UInt16>(0)
    private let server = Mutex<ScriptedServer?>(nil)
    private let answered = Atomic(0)

    init() throws {
        let started = try ScriptedServer { [weak self] connection in
            while let self {
                let bytes = try connection.read()
                if bytes.isEmpty { return }
                // Commands come one at a time, but for the question for the topology.
                let commands = bytes.count { $0 == UInt8(ascii: "*") }
                answered.add(commands, ordering: .relaxed)
                let answer = "-MOVED 1 127.0.0.1:\(target.withLock(\.self))\r\n"
                try connection.write(String(repeating: answer, count: commands))
            }
        }
        server.withLock { $0 = started }
    }

    var port: UInt16 { server.withLock { $0?.port ?? 0 } }
    var count: Int { answered.load(ordering: .relaxed) }
}
