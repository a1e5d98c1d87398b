/// What befalls a request on its way to a server, or the answer on its way back.
enum ExchangeFault: String, Sendable, CaseIterable, CustomStringConvertible {
    /// The request waits for a while.
    case delay
    /// The server says that there are too many requests, and does nothing.
    case throttle
    /// The server says that it failed, and has done nothing.
    case refusal
    /// The connection is reset before the request reaches the server.
    case lostRequest = "lost request"
    /// The server has done what it was asked to; its answer never arrives.
    case lostAnswer = "lost answer"
    /// Half of the answer arrives.
    case cutAnswer = "cut answer"
    /// The server has done what it was asked to, and says that it failed.
    case falseFailure = "false failure"

    var description: String { rawValue }

    /// Those of a protocol without throttling, which are those of the connection.
    static let ofConnections: [ExchangeFault] = [.delay, .lostRequest, .lostAnswer, .cutAnswer]
}
