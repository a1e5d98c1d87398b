import ArgumentParser
import Foundation
import Synchronization

/// Takes lines from any thread; nothing without a path.
final class OutputFile: Sendable {
    private let handle: Mutex<FileHandle?>

    init(_ path: String?) throws {
        guard let path else {
            handle = Mutex(nil)
            return
        }
        guard FileManager.default.createFile(atPath: path, contents: nil), let file = FileHandle(forWritingAtPath: path)
        else { throw ValidationError("\(path) cannot be written.") }
        handle = Mutex(file)
    }

    func add(_ line: String) {
        handle.withLock { $0?.write(Data((line + "\n").utf8)) }
    }
}
