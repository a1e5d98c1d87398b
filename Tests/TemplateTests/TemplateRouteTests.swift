import Testing
import WireFormats

@testable import Application

@Suite("The template's routes and schedule")
struct TemplateRouteTests {
    /// Preflights bring no token; the router answers them for every path.
    private static let preflights = "OPTIONS /{proxy+}"
    /// Routes without an authorizer: preflights, the page, which is the same for everybody, and what Twilio signs.
    private static let open: Set<String> = [
        preflights, "GET /", "GET /assets/{name}", "GET /assets/{version}/{name}", "GET /api/config",
        "POST /twilio-webhook-opt", "POST /api/v1/twilio-webhook-opt", "POST /twilio-status",
        "POST /api/v1/twilio-status", "GET /api/health", "GET /api", "GET /api/", "GET /health", "GET /ready",
    ]

    /// By their keys.
    private func declared() async throws -> [String: JSON] {
        let resources = try await Template.expanded().resources("AWS::ApiGatewayV2::Route").values
        let keys = resources.compactMap { route in
            route["Properties"]?["RouteKey"]?.string.map { ($0, route["Properties"] ?? .null) }
        }
        return try #require(keys.count == resources.count ? Dictionary(keys) { first, _ in first } : nil)
    }

    @Test("are those of the router, some with a slash at the end as well, and preflights")
    func routes() async throws {
        let keys = try await declared().keys.map {
            $0.hasSuffix("/") && !$0.hasSuffix(" /") ? String($0.dropLast()) : $0
        }
        #expect(Set(keys) == (try DeclaredApplication().routes).union([Self.preflights]))
    }

    @Test("all need a token where there is an authorizer, but for those that must not")
    func authorizers() async throws {
        let type: JSON = ["Fn::If": ["HasAuthorizer", "JWT", "NONE"]]
        let authorizer: JSON = ["Fn::If": ["HasAuthorizer", ["Ref": "ApiAuthorizer"], ["Ref": "AWS::NoValue"]]]
        for (key, route) in try await declared() {
            let isOpen = Self.open.contains(key)
            #expect(route["AuthorizationType"] == (isOpen ? JSON?.none : type), "\(key)")
            #expect(route["AuthorizerId"] == (isOpen ? JSON?.none : authorizer), "\(key)")
        }
    }

    @Test("all go to the function")
    func targets() async throws {
        for (key, route) in try await declared() {
            #expect(route["Target"] == ["Fn::Sub": "integrations/${ApiIntegration}"], "\(key)")
            #expect(route["ApiId"] == ["Ref": "Api"], "\(key)")
        }
    }

    @Test("the scheduled event is an action that the function knows")
    func schedule() async throws {
        let event = try await DeployedStack.shared().scheduledEvent
        #expect(event == ["action": "SWEEP"])
        #expect(try DeclaredApplication().dispatcher.actions.keys.contains("SWEEP"))
    }
}
