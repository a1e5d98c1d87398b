import WireFormats

@testable import Gateway

extension FuzzTarget {
    /// What a client puts into a path's segments is what the route's parameters get, behind a stage and in front of a slash
    /// too; and any text is a path or is refused.
    static let paths = FuzzTarget("paths") { fixtures in
        fixtures.events.compactMap { ($0["rawPath"] ?? $0["path"])?.string }
            .map { FuzzInput.encoding($0) + FuzzInput.encoding($0) }
    } check: { bytes in
        var input = FuzzInput(bytes)
        let (first, second) = (input.text(), input.text())
        if !first.isEmpty, !second.isEmpty { try checkRouting(first, second) }
        let text = String(decoding: bytes, as: UTF8.self)
        let path = "/" + text
        if let segments = RoutePath.decodedSegments(of: path) {
            let encoded = "/" + segments.map { PercentEncoding.encode($0) }.joined(separator: "/")
            // A slash at the end makes no difference, unless what stands before it is an empty segment.
            let again = RoutePath.decodedSegments(of: segments.last == "" ? encoded + "/" : encoded)
            try require(
                again?.map { Array($0.utf8) } == segments.map { Array($0.utf8) },
                "\(segments) is \(again ?? []) after encoding")
        }
        try checkDecoded(text)
        let mounted = MountedPath(path)
        for template in ["/session/{id}", "/{proxy+}", text] {
            let rest = mounted.removingPrefix(template: template, values: ["proxy": text, "id": text])
            try require(rest.map { path.hasEnd(of: $0) } ?? true, "\(rest ?? "") is no end of \(path)")
        }
    }

    /// A path that a gateway has decoded is the same path once it is encoded again, and so is a route filled with its values.
    private static func checkDecoded(_ text: String) throws {
        let segments = RoutePath.decodedSegments(of: MountedPath.encoding("/" + text))
        try require(segments == RoutePath.segments(of: "/" + text), "/\(text) becomes \(segments ?? [])")
        let filled = MountedPath.filling(template: "/a/{x}/b/{y+}", values: ["x": text, "y": text]) ?? ""
        let parts = RoutePath.decodedSegments(of: filled) ?? []
        try require(
            parts.count > 2 && parts[1].hasSameBytes(as: text) && parts[2] == "b", "filled with \(text): \(filled)")
    }

    private static func checkRouting(_ first: String, _ second: String) throws {
        var tree = RouteTree()
        try tree.insert(Route("GET", "/session/{id}/part/{number}") { _ in Response() })
        let path = "/session/\(PercentEncoding.encode(first))/part/\(PercentEncoding.encode(second))"
        let mounted = MountedPath("/prod" + path)
        for path in [
            path, path + "/", mounted.removing(prefix: "prod"),
            mounted.removingPrefix(template: "/session/{id}/part/{number}", values: [:]) ?? "",
            mounted.removingPrefix(template: "/{proxy+}", values: ["proxy": String(path.dropFirst())]) ?? "",
        ] {
            let segments = RoutePath.decodedSegments(of: path) ?? []
            let parameters = tree.candidates(segments[...]).first?.route(for: "GET")?.parameters ?? [:]
            try require(
                parameters["id"]?.hasSameBytes(as: first) == true
                    && parameters["number"]?.hasSameBytes(as: second) == true,
                "of \(path) the parameters are \(parameters)")
        }
    }
}

extension String {
    /// Whether the text is its end, but for slashes that came twice.
    fileprivate func hasEnd(of other: String) -> Bool {
        let parts = utf8.split(separator: UInt8(ascii: "/"))
        let others = other.utf8.split(separator: UInt8(ascii: "/"))
        return others.count <= parts.count
            && zip(parts.suffix(others.count), others).allSatisfy { $0.elementsEqual($1) }
    }
}
