/// Why a list of routes cannot be served: a mistake of the program, found at start.
public struct RouteError: Error, Sendable, Hashable, CustomStringConvertible {
    public enum Code: Sendable, Hashable {
        /// Another route answers the same method on the same path; names of parameters make no difference.
        case duplicate
        /// The path does not begin with `/`, has an empty segment, or an empty or repeated parameter.
        case malformedPath
        /// The method is empty or not in upper case.
        case malformedMethod
    }

    public let code: Code
    /// Method and path as they were given.
    public let route: String

    public var description: String {
        switch code {
        case .duplicate: "two routes for \(route)"
        case .malformedPath: "malformed path in route \(route)"
        case .malformedMethod: "malformed method in route \(route)"
        }
    }
}
