public import Gateway
import WireFormats

/// The web page that people use: `GET /`, and what it loads from `assets/`.
///
/// Everybody may load it, signed in or not, and it is the same for all: what it shows comes from the systems' routes. Its
/// paths are relative, so that it works under a stage and under the base path of a custom domain.
///
/// Browsers ask for `/` each time, with an `ETag`. It names the version of all files in the paths of the others, which
/// therefore may be kept for good: a visit costs one invocation, the first one after a deployment a dozen.
public struct WebPage: Sendable {
    private let headers: HTTPHeaders

    /// - Parameter connectSources: origins besides the page's own that it may call, such as those of an OpenID provider.
    public init(connectSources: [String] = []) {
        let policy = [
            "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self'",
            (["connect-src 'self'"] + connectSources).joined(separator: " "),
            "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'",
            // No text ever becomes markup or code, not even by mistake: browsers refuse to.
            "require-trusted-types-for 'script'", "trusted-types 'none'",
        ]
        headers = [
            "Content-Security-Policy": policy.joined(separator: "; "), "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "no-referrer", "X-Frame-Options": "DENY",
            "Cross-Origin-Opener-Policy": "same-origin",
        ]
    }

    public var routes: [Route] {
        [
            Route("GET", "/") { try respond(to: $0, with: "index.html") },
            Route("GET", "/assets/{name}") { try respond(to: $0, with: $0.parameters["name"]) },
            Route("GET", "/assets/{version}/{name}") { try respond(to: $0, with: $0.parameters["name"]) },
        ]
    }

    private func respond(to request: Request, with name: String?) throws(Failure) -> Response {
        guard let file = PageFile.all.first(where: { $0.name == name }) else {
            throw Failure(.notFound, "The page has no such file")
        }
        let tag = "\"\(PageFile.version)\""
        var headers = headers
        headers["ETag"] = tag
        // A page of an earlier version may still ask for its own files; what it gets is not to be kept under that name.
        let isCurrent = request.parameters["version"] == PageFile.version
        headers["Cache-Control"] = isCurrent ? "public, max-age=31536000, immutable" : "no-cache"
        if request.hasMatch(forTag: tag) { return Response(status: 304, headers: headers) }
        headers["Content-Type"] = file.contentType
        return Response(headers: headers, body: .text(Self.rendered(file)))
    }

    private static func rendered(_ file: PageFile) -> String {
        guard file.name == "index.html" else { return file.text }
        var rendered = ""
        var rest = file.text[...]
        while let mark = rest.firstRange(ofBytes: "\"assets/") {
            rendered += rest[..<mark.upperBound] + "\(PageFile.version)/"
            rest = rest[mark.upperBound...]
        }
        return rendered + rest
    }
}
