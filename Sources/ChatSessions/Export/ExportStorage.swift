public import Gateway

/// Where CSV files are put and fetched from: ``S3ExportStorage``, or what a test puts in its place.
public protocol ExportStorage: Sendable {
    /// The largest file it is given, in bytes. Files are put together in memory, and a larger one is refused with 413.
    var maximumSize: Int { get }

    func put(_ body: [UInt8], at key: String, contentType: String) async throws(Failure)

    /// The object, or `nil` when there is none.
    func object(at key: String) async throws(Failure) -> [UInt8]?

    /// Removes the object, if there is one.
    func remove(_ key: String) async throws(Failure)

    func exists(_ key: String) async throws(Failure) -> Bool

    /// A link with which anybody can fetch the object for as long as `lifetime`.
    func link(to key: String, lifetime: Duration) async throws(Failure) -> String
}
