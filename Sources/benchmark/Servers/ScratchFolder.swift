import Glibc

/// A folder that is gone, with all that is in it, when this value is.
final class ScratchFolder: Sendable {
    let path: String

    init() throws {
        var template = Array("/tmp/colloquy-bench-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw BenchmarkError("no temporary folder: errno \(errno)") }
        path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    deinit { system("rm -rf '\(path)'") }
}
