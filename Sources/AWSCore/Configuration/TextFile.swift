import WireFormats

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Reads small files whole: profiles and tokens. Not for anything that grows.
enum TextFile {
    private static let maximumSize = 1 << 20

    /// The text, with what is not UTF-8 replaced; `nil` when the file is not there, not readable, or over 1 MiB.
    static func read(_ path: String) -> String? {
        guard let file = fopen(path, "re") else { return nil }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = fread(&buffer, 1, buffer.count, file)
            if count == 0 { break }
            bytes.append(contentsOf: buffer[..<count])
            if bytes.count > maximumSize { return nil }
        }
        guard ferror(file) == 0 else { return nil }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Replaces a leading `~/` by the home directory; `nil` where that is needed and there is none.
    static func expand(_ path: String, home: String?) -> String? {
        guard path.hasBytePrefix("~/") else { return path }
        return home.map { $0 + path.dropFirst(1) }
    }
}
