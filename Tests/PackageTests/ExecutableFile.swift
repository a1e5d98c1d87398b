import Foundation

/// The program headers of a 64-bit little-endian ELF file.
///
/// Source: System V Application Binary Interface, "Program Header".
struct ExecutableFile {
    enum Segment: UInt32 {
        /// What the dynamic linker needs, the names of shared objects among it.
        case dynamic = 2
        /// The path of the dynamic linker.
        case interpreter = 3
    }

    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    let segmentTypes: [UInt32]

    init(path: String) throws {
        let bytes = try Data(contentsOf: URL(filePath: path), options: .alwaysMapped)
        guard bytes.count > 64, bytes.prefix(6) == Data([0x7F, 0x45, 0x4C, 0x46, 2, 1]) else {
            throw Failure(description: "\(path) is no 64-bit little-endian ELF file")
        }
        func number(at offset: Int, size: Int) -> Int {
            (0..<size).reduce(0) { $0 | Int(bytes[offset + $1]) << (8 * $1) }
        }
        let (offset, size, count) = (number(at: 32, size: 8), number(at: 54, size: 2), number(at: 56, size: 2))
        guard bytes.count >= offset + size * count else { throw Failure(description: "\(path) is cut") }
        segmentTypes = (0..<count).map { UInt32(number(at: offset + size * $0, size: 4)) }
    }

    func has(_ segment: Segment) -> Bool { segmentTypes.contains(segment.rawValue) }
}
