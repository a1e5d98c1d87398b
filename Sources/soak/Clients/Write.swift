/// Something that a client wrote.
struct Write: Sendable {
    /// A text that stands in nothing else, as reads show it.
    var token: String
    var fate: Fate
}

extension [Write] {
    /// The tokens that must be there, in order.
    var acknowledged: [String] { filter { $0.fate == .acknowledged }.map(\.token) }
}
