internal import CHiredis

/// Cuts what a server sends into replies, with hiredis's reader. It bounds the size of one reply; hiredis bounds the depth
/// of arrays (7 in the version of Debian 12). Room for an array is made as its elements come, whatever length it announces.
final class RedisReplyReader {
    private let reader: UnsafeMutablePointer<redisReader>
    private let maximumReplySize: Int
    /// Bytes that came since the last whole reply.
    private var unfinishedCount = 0

    /// - Parameter maximumReplySize: in bytes on the wire.
    init(maximumReplySize: Int) throws(RedisError) {
        guard let reader = redisReaderCreateWithFunctions(replyFunctions) else {
            throw RedisError(code: .protocol, message: "no memory for the reader of replies", mayHaveTakenEffect: false)
        }
        self.reader = reader
        self.maximumReplySize = maximumReplySize
    }

    deinit { redisReaderFree(reader) }

    func feed(_ bytes: [UInt8]) throws(RedisError) {
        unfinishedCount += bytes.count
        let result = bytes.withUnsafeBytes { bytes in
            redisReaderFeed(reader, bytes.baseAddress?.assumingMemoryBound(to: CChar.self), bytes.count)
        }
        try check(result)
    }

    /// The next whole reply; `nil` when more has to be fed.
    ///
    /// - Throws: ``RedisError/Code/protocol``, and so from then on.
    func next() throws(RedisError) -> RedisValue? {
        var reply: UnsafeMutableRawPointer?
        try check(redisReaderGetReply(reader, &reply))
        guard let reply else {
            guard unfinishedCount <= maximumReplySize else {
                throw Self.failure("a reply has more than the \(maximumReplySize) bytes allowed")
            }
            return nil
        }
        let size = unfinishedCount - (reader.pointee.len - reader.pointee.pos)
        unfinishedCount -= size
        let node = Unmanaged<ReplyNode>.fromOpaque(reply).takeRetainedValue()
        guard size <= maximumReplySize else {
            throw Self.failure("a reply has \(size) bytes; \(maximumReplySize) are allowed")
        }
        return node.value
    }

    private func check(_ result: Int32) throws(RedisError) {
        guard result != REDIS_OK else { return }
        throw Self.failure(String(cString: colloquy_redis_reader_error(reader)))
    }

    private static func failure(_ message: String) -> RedisError {
        RedisError(code: .protocol, message: message, mayHaveTakenEffect: true)
    }
}

/// A reply while hiredis builds it. The root is retained for hiredis, all others by the array they stand in.
private final class ReplyNode {
    private let scalar: RedisValue?
    private var elements: [ReplyNode] = []

    /// - Parameter scalar: `nil` for an array.
    init(_ scalar: RedisValue?) { self.scalar = scalar }

    var value: RedisValue { scalar ?? .array(elements.map(\.value)) }

    /// Puts the node where hiredis wants it.
    func place(_ task: UnsafePointer<redisReadTask>?) -> UnsafeMutableRawPointer {
        guard let parent = task?.pointee.parent?.pointee.obj else { return Unmanaged.passRetained(self).toOpaque() }
        Unmanaged<ReplyNode>.fromOpaque(parent).takeUnretainedValue().elements.append(self)
        return Unmanaged.passUnretained(self).toOpaque()
    }
}

/// How hiredis makes values. Memory that is never given back, since every reader points to it.
nonisolated(unsafe) private let replyFunctions: UnsafeMutablePointer<redisReplyObjectFunctions> = {
    let functions = UnsafeMutablePointer<redisReplyObjectFunctions>.allocate(capacity: 1)
    functions.initialize(
        to: redisReplyObjectFunctions(
            createString: { task, text, count in
                let bytes = Array(UnsafeRawBufferPointer(start: text, count: count))
                let value: RedisValue =
                    switch task?.pointee.type {
                    case REDIS_REPLY_ERROR: .error(String(decoding: bytes, as: UTF8.self))
                    case REDIS_REPLY_STATUS: .status(String(decoding: bytes, as: UTF8.self))
                    default: .bytes(bytes)
                    }
                return ReplyNode(value).place(task)
            },
            createArray: { task, _ in ReplyNode(nil).place(task) },
            createInteger: { task, number in ReplyNode(.integer(number)).place(task) },
            createNil: { task in ReplyNode(.null).place(task) },
            freeObject: { root in
                if let root { Unmanaged<ReplyNode>.fromOpaque(root).release() }
            }))
    return functions
}()
