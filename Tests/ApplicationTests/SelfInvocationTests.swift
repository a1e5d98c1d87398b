import ApplicationTestSupport
import TestSupport
import Testing
import WireFormats

@Suite("Invoking itself")
struct SelfInvocationTests {
    private static let submission: JSON = [
        "client_name": "Acme", "project_name": "Portal", "industry": "Retail", "requirements": "A portal.",
        "duration": "3 months", "team_size": 4,
    ]

    @Test(
        "events go to the version or alias that the invocation came by",
        arguments: [
            ("live", "$LATEST", "?Qualifier=live"), ("live", "7", "?Qualifier=live"), ("7", "7", "?Qualifier=7"),
            ("$LATEST", "$LATEST", ""), ("$LATEST.PUBLISHED", nil, "?Qualifier=%24LATEST.PUBLISHED"),
            (nil, "$LATEST", ""), (nil, nil, ""), (nil, "7", "?Qualifier=7"),
        ] as [(String?, String?, String)])
    func qualifier(invoked: String?, version: String?, query: String) async throws {
        let lambda = try ScriptedServer { _ in ScriptedResponse(status: 202, text: "") }
        let application = try TestApplication(["AUTH_MODE": "open", "AWS_ENDPOINT_URL_LAMBDA": lambda.url])
        let event = HTTPFixture.request(path: "/api/submit-assessment", body: Self.submission)
        let answer = try JSON(
            parsing: try await application.invoke(event.serialized(), qualifier: invoked, version: version))
        #expect(answer["statusCode"]?.int.map { (200..<300).contains($0) } == true, "\(answer.text)")
        #expect(lambda.requests.map(\.target) == ["/2015-03-31/functions/colloquy/invocations\(query)"])
        #expect(lambda.requests.first?.header("X-Amz-Invocation-Type") == "Event")
    }

    @Test("a sweep by an alias starts what it starts again by that alias")
    func sweep() async throws {
        let lambda = try ScriptedServer { request in
            ScriptedResponse(status: request.target.hasSuffix("?Qualifier=live") ? 202 : 500, text: "")
        }
        let application = try TestApplication([
            "AUTH_MODE": "open", "AWS_ENDPOINT_URL_LAMBDA": lambda.url, "WORKFLOW_LEASE_SECONDS": "1",
        ])
        let event = HTTPFixture.request(path: "/api/submit-assessment", body: Self.submission)
        _ = try await application.invoke(event.serialized(), qualifier: "live")
        let sweep: JSON = ["action": "SWEEP"]
        // An assessment that nobody has begun is started again once its lease of a second is over.
        for _ in 0..<200 where lambda.requests.count < 2 {
            _ = try await application.invoke(sweep.serialized(), qualifier: "live")
            try await Task.sleep(for: .milliseconds(50))
        }
        #expect(lambda.requests.count >= 2)
        #expect(lambda.requests.allSatisfy { $0.target.hasSuffix("/colloquy/invocations?Qualifier=live") })
    }
}
