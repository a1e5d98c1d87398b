/// Routes by path segment. Literal text beats a parameter, segment by segment from the left.
struct RouteTree: Sendable {
    /// The routes at the end of one path, by method, with the names of its parameters in order.
    private var routes: [String: (route: Route, parameters: [String])] = [:]
    private var literals: [String: RouteTree] = [:]
    /// At most one element; an array because a struct cannot hold itself.
    private var parameter: [RouteTree] = []

    /// - Throws: ``RouteError`` when the route is malformed or there already.
    mutating func insert(_ route: Route) throws(RouteError) {
        let name = "\(route.method) \(route.path)"
        guard !route.method.isEmpty, route.method.utf8.allSatisfy((UInt8(ascii: "A")...UInt8(ascii: "Z")).contains)
        else {
            throw RouteError(code: .malformedMethod, route: name)
        }
        guard let segments = RoutePath.segments(of: route.path), let pattern = RoutePath.pattern(segments) else {
            throw RouteError(code: .malformedPath, route: name)
        }
        guard insert(route, pattern[...], parameters: []) else { throw RouteError(code: .duplicate, route: name) }
    }

    private mutating func insert(_ route: Route, _ pattern: ArraySlice<RoutePath.Part>, parameters: [String]) -> Bool {
        let rest = pattern.dropFirst()
        switch pattern.first {
        case .literal(let text):
            return literals[text, default: RouteTree()].insert(route, rest, parameters: parameters)
        case .parameter(let name):
            if parameter.isEmpty { parameter.append(RouteTree()) }
            return parameter[0].insert(route, rest, parameters: parameters + [name])
        case nil:
            guard routes[route.method] == nil else { return false }
            routes[route.method] = (route, parameters)
            return true
        }
    }

    /// Of a path whose parameters are looked for over several segments. Paths of ours have seven at most.
    private static let maximumSpanned = 32

    /// Whatever answers at a path, the most literal first. Each is a set of routes by method, with its parameters' values.
    ///
    /// - Parameter spanning: lets a parameter stand for several segments, with the slashes between them.
    func candidates(
        _ segments: ArraySlice<String>, values: [String] = [], spanning: Bool = false
    ) -> [Candidate] {
        guard let segment = segments.first else {
            return routes.isEmpty ? [] : [Candidate(routes: routes, values: values)]
        }
        let rest = segments.dropFirst()
        var found = literals[segment]?.candidates(rest, values: values, spanning: spanning) ?? []
        guard let parameter = parameter.first else { return found }
        let most = spanning && segments.count <= Self.maximumSpanned ? segments.count : 1
        for count in 1...most {
            let value = count == 1 ? segment : segments.prefix(count).joined(separator: "/")
            if value.isEmpty { continue }
            found += parameter.candidates(segments.dropFirst(count), values: values + [value], spanning: spanning)
        }
        return found
    }

    struct Candidate {
        fileprivate let routes: [String: (route: Route, parameters: [String])]
        fileprivate let values: [String]

        var methods: [String] { Array(routes.keys) }
        /// Any of the routes: all of a path belong to one system.
        var failures: FailureFormat? { routes.min { $0.key < $1.key }?.value.route.failures }

        func route(for method: String) -> (route: Route, parameters: [String: String])? {
            guard let (route, names) = routes[method] else { return nil }
            return (route, Dictionary(zip(names, values)) { first, _ in first })
        }
    }
}
