import Glibc

/// A file that holds a text.
struct TextFile {
    let path: String

    func read() throws -> String {
        guard let file = fopen(path, "r") else { throw BenchmarkError("cannot read \(path): errno \(errno)") }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = fread(&chunk, 1, chunk.count, file)
            guard count > 0 else { return String(decoding: bytes, as: UTF8.self) }
            bytes += chunk[..<count]
        }
    }

    func write(_ text: String) throws {
        guard let file = fopen(path, "w") else { throw BenchmarkError("cannot write \(path): errno \(errno)") }
        defer { fclose(file) }
        fputs(text, file)
    }
}
