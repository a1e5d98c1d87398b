public import WireFormats

/// Cross-origin resource sharing (https://fetch.spec.whatwg.org/#http-cors-protocol): which web pages may read answers.
///
/// Tokens travel in the `Authorization` header, never in cookies, so credentials mode is never allowed.
public struct CORS: Sendable {
    public enum AllowedOrigins: Sendable, Hashable {
        /// Only pages of the same origin.
        case none
        /// These, compared exactly: scheme, host and port, without a slash at the end.
        case list(ExactSet)
        /// Every page: `*`.
        case any
    }

    public let allowedOrigins: AllowedOrigins
    private let allowedMethods: String
    private let allowedHeaders: String
    private let maximumAge: String

    /// - Parameters:
    ///   - maximumAge: seconds that browsers may keep a pre-flight's answer; the default is that of system 000's gateway, ten days.
    public init(
        allowedOrigins: AllowedOrigins,
        allowedMethods: [String] = ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"],
        allowedHeaders: [String] = [
            "Content-Type", "X-Amz-Date", "Authorization", "X-Api-Key", "X-Amz-Security-Token", "Idempotency-Key",
            "If-None-Match",
        ],
        maximumAge: Int = 864_000
    ) {
        self.allowedOrigins = allowedOrigins
        self.allowedMethods = allowedMethods.joined(separator: ",")
        self.allowedHeaders = allowedHeaders.joined(separator: ",")
        self.maximumAge = String(maximumAge)
    }

    /// The answer to `OPTIONS`, for whatever path: 200 `{"message":"OK"}`, as system 001's clients know it.
    func preflightResponse(to request: Request) -> Response {
        var response = Response.json(["message": "OK"])
        apply(to: &response, origin: request.headers["Origin"])
        if response.headers["Access-Control-Allow-Origin"] != nil {
            response.headers["Access-Control-Allow-Methods"] = allowedMethods
            response.headers["Access-Control-Allow-Headers"] = allowedHeaders
            response.headers["Access-Control-Max-Age"] = maximumAge
        }
        return response
    }

    /// Adds to an answer what lets the asking page read it.
    ///
    /// - Parameter origin: the request's `Origin`; `nil` when it has none, as from a direct caller.
    public func apply(to response: inout Response, origin: String?) {
        switch allowedOrigins {
        case .none:
            break
        case .any:
            response.headers["Access-Control-Allow-Origin"] = "*"
        case .list(let origins):
            // Even without a match, so that no cache serves one origin's answer to another.
            Self.addVaryOrigin(to: &response)
            guard let origin, origins.contains(origin) else { return }
            response.headers["Access-Control-Allow-Origin"] = origin
        }
    }

    private static func addVaryOrigin(to response: inout Response) {
        guard let vary = response.headers["Vary"] else {
            response.headers["Vary"] = "Origin"
            return
        }
        let names = vary.split(separator: ",").map { $0.drop { $0 == " " } }
        if !names.contains(where: { $0.lowercased() == "origin" || $0 == "*" }) {
            response.headers["Vary"] = vary + ", Origin"
        }
    }
}
