#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Where lines of the log go.
public struct LogDestination: Sendable, Hashable {
    public let fileDescriptor: Int32

    public init(fileDescriptor: Int32) { self.fileDescriptor = fileDescriptor }

    public static let standardOutput = LogDestination(fileDescriptor: 1)
    public static let standardError = LogDestination(fileDescriptor: 2)

    /// Hands the line to the kernel in one `write(2)`, so that lines of several writers do not mix. What the kernel does
    /// not take at once follows; when it takes nothing more, because the reader is gone, the rest is lost: there is
    /// nowhere left to say so.
    func write(_ line: [UInt8]) {
        line.withUnsafeBytes { bytes in
            var rest = bytes[...]
            while !rest.isEmpty {
                #if canImport(Glibc)
                    let count = Glibc.write(
                        fileDescriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
                #else
                    let count = Darwin.write(
                        fileDescriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
                #endif
                if count > 0 {
                    rest = rest.dropFirst(count)
                } else if errno != EINTR {
                    return
                }
            }
        }
    }
}
