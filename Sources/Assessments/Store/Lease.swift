/// A worker's hold on a run: nobody else writes its progress until it ends.
struct Lease: Sendable, Hashable {
    let id: String
    let owner: String
    /// From 1; each worker that begins has one of its own.
    let attempt: Int
}
