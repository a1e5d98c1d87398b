import AWSCore
import WireFormats

/// A name as a segment of a request's path.
enum PathSegment {
    /// - Parameter what: the name's bearer, for the error.
    /// - Throws: ``AWSError`` with code `configuration` for a name that cannot stand in a path.
    static func encode(_ name: String, _ what: String) throws(AWSError) -> String {
        // Dots alone would change the path, and percent-encoding leaves them.
        guard !name.isEmpty, name != ".", name != ".." else {
            throw AWSError(code: .configuration, message: "«\(name)» cannot name a Bedrock \(what)")
        }
        return PercentEncoding.encode(name)
    }
}
