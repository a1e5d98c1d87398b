import WireFormats

/// An object as a listing shows it.
struct ListedObject: Sendable, Hashable {
    var key: String
    /// In bytes.
    var size: Int
    var etag: String
    var lastModified: Timestamp
}
