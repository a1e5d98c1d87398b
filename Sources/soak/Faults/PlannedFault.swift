/// Something that goes wrong at its time.
struct PlannedFault: Sendable, CustomStringConvertible {
    enum Kind: Sendable {
        /// One process of one of the two functions; the oldest of each lives on, for its memory to be watched.
        case killFunction(cloud: Int, choice: Int)
        case kill(ServerName, downFor: Duration)
        case storm(ServerName, ExchangeFault, lasting: Duration)
    }

    /// From the start of the traffic.
    var time: Duration
    var kind: Kind

    var description: String {
        let what =
            switch kind {
            case .killFunction(let cloud, let choice): "kill -9 bootstrap \(cloud + 1).\(choice + 2)"
            case .kill(let server, let time): "kill -9 \(server.rawValue), start it again after \(time.inSeconds)"
            case .storm(let server, let fault, let time): "\(server.rawValue): \(fault) for \(time.inSeconds)"
            }
        return "\(time.inSeconds) \(what)"
    }
}
