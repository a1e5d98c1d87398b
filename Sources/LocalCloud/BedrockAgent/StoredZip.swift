import AWSCore

/// A zip archive whose entries are stored, not compressed: what an Office file needs at the least.
///
/// Source: PKWARE APPNOTE 6.3.10; no ZIP64, so an archive stays below 4 GiB and 65,536 entries.
struct StoredZip {
    private var archive: [UInt8] = []
    private var directory: [UInt8] = []
    private var count: UInt16 = 0
    /// 1980-01-01 00:00, the first that a zip can tell.
    private static let date: UInt32 = 0x0021_0000

    /// - Parameter name: with slashes between folders.
    mutating func add(_ name: String, _ contents: [UInt8]) {
        let offset = UInt32(truncatingIfNeeded: archive.count)
        let checksum = CRC32.checksum(contents)
        // Version 2.0; bit 11: the name is UTF-8; method 0: stored.
        var fields: [UInt8] = []
        fields.append(little: UInt16(20), UInt16(0x0800), UInt16(0))
        fields.append(little: Self.date, checksum)
        fields.append(little: UInt32(truncatingIfNeeded: contents.count), UInt32(truncatingIfNeeded: contents.count))
        fields.append(little: UInt16(truncatingIfNeeded: name.utf8.count), UInt16(0))

        archive.append(little: UInt32(0x0403_4B50))
        archive.append(contentsOf: fields)
        archive.append(contentsOf: name.utf8)
        archive.append(contentsOf: contents)

        directory.append(little: UInt32(0x0201_4B50))
        directory.append(little: UInt16(20))
        directory.append(contentsOf: fields)
        directory.append(little: UInt16(0), UInt16(0), UInt16(0))
        directory.append(little: UInt32(0), offset)
        directory.append(contentsOf: name.utf8)
        count += 1
    }

    /// The archive with its directory.
    func bytes() -> [UInt8] {
        var bytes = archive + directory
        bytes.append(little: UInt32(0x0605_4B50))
        bytes.append(little: UInt16(0), UInt16(0), count, count)
        bytes.append(little: UInt32(truncatingIfNeeded: directory.count), UInt32(truncatingIfNeeded: archive.count))
        bytes.append(little: UInt16(0))
        return bytes
    }
}

extension [UInt8] {
    fileprivate mutating func append<Number: FixedWidthInteger>(little numbers: Number...) {
        for number in numbers {
            Swift.withUnsafeBytes(of: number.littleEndian) { append(contentsOf: $0) }
        }
    }
}
