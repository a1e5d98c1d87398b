/// Reads messages off a stream whose bytes arrive in pieces.
///
/// Pieces are kept as they came: a message is read where it lies, its payload is copied out once, and a piece goes when
/// its last message has. Short pieces are put together, so that a peer that sends single bytes cannot make each of them
/// cost an array. At most one message, 24 MiB and some, has to be kept; a longer one is refused at its prelude.
///
/// Call ``next()`` until it gives `nil`, then ``append(_:)``; at the end ``finish()``. After an error there is no way to
/// find the next message: every further call throws the same.
public struct EventStreamDecoder: Sendable {
    private var pieces = EventStreamPieces()
    private var prelude: EventStreamPrelude?
    private var failure: EventStreamError?
    /// Bytes of the messages that were given.
    private var offset = 0

    public init() {}

    /// Adds what has arrived.
    public mutating func append(_ bytes: [UInt8]) {
        if failure == nil { pieces.append(bytes) }
    }

    /// - Returns: the next message; `nil` when more bytes are needed.
    /// - Throws: ``EventStreamError`` when what came is no message.
    public mutating func next() throws(EventStreamError) -> EventStreamMessage? {
        if let failure { throw failure }
        do {
            return try read()
        } catch {
            throw fail(error.rule)
        }
    }

    /// Says that nothing more will come.
    ///
    /// - Throws: ``EventStreamError`` with `cutMessage` when the last message is not whole.
    public mutating func finish() throws(EventStreamError) {
        if let failure { throw failure }
        guard pieces.count == 0 else { throw fail(.cutMessage) }
    }

    private mutating func fail(_ rule: EventStreamError.Rule) -> EventStreamError {
        let error = EventStreamError(rule: rule, offset: offset)
        failure = error
        pieces = EventStreamPieces()
        return error
    }

    private mutating func read() throws(EventStreamRuleBroken) -> EventStreamMessage? {
        guard let prelude = try readPrelude(), pieces.count >= prelude.totalLength else { return nil }
        let payloadStart = EventStreamPrelude.length + prelude.headersLength
        let payloadEnd = payloadStart + prelude.payloadLength
        var checksum = prelude.checksum
        pieces.forEach(in: EventStreamPrelude.length..<payloadEnd) { piece in
            checksum = CRC32.checksum(piece, continuing: checksum)
        }
        let stated = pieces.withBytes(in: payloadEnd..<prelude.totalLength) { $0.bigEndian(at: 0, as: UInt32.self) }
        guard checksum == stated else { throw EventStreamRuleBroken(.messageChecksum) }
        let headers = try pieces.withBytes(in: EventStreamPrelude.length..<payloadStart) {
            bytes throws(EventStreamRuleBroken) in
            try EventStreamHeaderReader.read(bytes)
        }
        let message = EventStreamMessage(headers: headers, payload: pieces.copy(payloadStart..<payloadEnd))
        pieces.drop(prelude.totalLength)
        offset += prelude.totalLength
        self.prelude = nil
        return message
    }

    private mutating func readPrelude() throws(EventStreamRuleBroken) -> EventStreamPrelude? {
        if let prelude { return prelude }
        guard pieces.count >= EventStreamPrelude.length else { return nil }
        prelude = try pieces.withBytes(in: 0..<EventStreamPrelude.length) { bytes throws(EventStreamRuleBroken) in
            try EventStreamPrelude(bytes)
        }
        return prelude
    }
}
