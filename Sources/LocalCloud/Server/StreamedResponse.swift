import WireFormats

/// An answer whose body comes bit by bit, in HTTP's chunks.
struct StreamedResponse: Sendable {
    /// Sends bytes; returns once the connection has taken them, and throws when it is gone.
    typealias Send = ([UInt8]) async throws -> Void

    var status: Int
    var headers: HTTPHeaders
    /// Writes the body. Its task is cancelled when the client hangs up. Whatever it throws cuts the connection, so that
    /// the client sees a body without an end.
    var write: @Sendable (Send) async throws -> Void

    init(status: Int = 200, headers: HTTPHeaders = [:], write: @escaping @Sendable (Send) async throws -> Void) {
        self.status = status
        self.headers = headers
        self.write = write
    }

    /// For a stand-in that cuts the connection because it was told to.
    struct Cut: Error {}
}
