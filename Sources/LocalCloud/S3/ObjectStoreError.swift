/// The disk under the objects does not do what it should.
struct ObjectStoreError: Error, Sendable, Hashable, CustomStringConvertible {
    let description: String
}
