import WireFormats

/// The id of a message: a UUID in which its place within the session is written, so that the message is found by its id.
///
/// To clients it is a UUID of version 4. Of its 122 bits, 56 are the time in microseconds since 1970, 32 the place's tie-break,
/// and the rest are random. Ids of earlier versions are all random.
enum MessageID {
    /// - Parameters:
    ///   - place: its tie-break has eight hexadecimal digits.
    ///   - random: five bytes or more.
    static func make(for place: MessagePlace, random: [UInt8]) -> String {
        var bytes = [UInt8](repeating: 0, count: 16)
        let time = UInt64(bitPattern: place.time.microseconds)
        for index in 0..<6 { bytes[index] = UInt8(truncatingIfNeeded: time >> (48 - 8 * UInt64(index))) }
        bytes[6] = UInt8(truncatingIfNeeded: time >> 4) & 0x0F
        bytes[7] = UInt8(truncatingIfNeeded: time << 4)
        let tieBreak = UInt32(place.tieBreak, radix: 16) ?? 0
        for index in 0..<4 { bytes[10 + index] = UInt8(truncatingIfNeeded: tieBreak >> (24 - 8 * UInt32(index))) }
        for (index, byte) in zip([7, 8, 9, 14, 15], random) { bytes[index] |= index == 7 ? byte & 0x0F : byte }
        return uuid(bytes, version: 4)
    }

    /// Where a message with this id is, if its id was made by ``make(for:random:)``.
    static func place(of id: String, inSession ordinal: Int) -> MessagePlace? {
        let digits = id.utf8.compactMap(\.hexDigitValue)
        guard digits.count == 32 else { return nil }
        // All digits of the time but the one that says the version.
        let time = (digits[0..<12] + digits[13..<15]).reduce(UInt64(0)) { $0 << 4 | UInt64($1) }
        let tieBreak = digits[20..<28].map { String($0, radix: 16) }.joined()
        return MessagePlace(
            ordinal: ordinal, time: Timestamp(microseconds: Int64(time)), tieBreak: tieBreak)
    }
}
