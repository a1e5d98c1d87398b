import Foundation
import TestSupport
import Testing
import WireFormats

@testable import LocalCloud

@Suite("The HTTP API")
struct HTTPAPIFrontTests {
    /// Long enough for a process to start on a busy machine, which API Gateway's 30 s are not.
    private static let patience = Duration.seconds(150)

    private func curl(_ arguments: [String]) async throws -> String {
        try await ChildProcess.run(
            "/usr/bin/env", ["curl", "--silent", "--show-error", "--max-time", "180"] + arguments)
    }

    @Test("hands a request to the function, with the claims of the user it stands for")
    func request() async throws {
        let options = LocalCloud.Options(
            function: try CloudUnderTest.fixture(), claims: HTTPAPIClaims(user: "ann", groups: ["A", "B"]),
            integrationTimeout: Self.patience)
        let text = try await CloudUnderTest.with(options) { cloud in
            try await curl([
                "\(cloud.httpAPI)/user-session?a=1", "--data", "{}", "-H", "Content-Type: application/json",
            ])
        }
        let event = try JSON(parsing: text)["event"]
        #expect(event?["rawPath"] == "/user-session")
        #expect(event?["rawQueryString"] == "a=1")
        #expect(event?["body"] == "{}")
        #expect(event?["requestContext"]?["http"]?["method"] == "POST")
        #expect(event?["requestContext"]?["authorizer"]?["jwt"]?["claims"]?["cognito:groups"] == "[A B]")
    }

    @Test("answers HEAD without a body")
    func head() async throws {
        let options = LocalCloud.Options(
            function: try CloudUnderTest.fixture(), integrationTimeout: Self.patience)
        let text = try await CloudUnderTest.with(options) { cloud in
            try await curl(["--head", cloud.httpAPI])
        }
        #expect(text.hasPrefix("HTTP/1.1 200"))
    }

    @Test("answers 500 when the function reports an error")
    func functionError() async throws {
        // The event is an HTTP one, so what fails here is the process: it dies of it.
        var function = FunctionConfiguration(executable: "/bin/false")
        function.restartDelay = .milliseconds(10)
        let options = LocalCloud.Options(function: function, integrationTimeout: Self.patience)
        let text = try await CloudUnderTest.with(options) { cloud in
            try await curl([cloud.httpAPI, "--write-out", " %{http_code}"])
        }
        #expect(text == #"{"message":"Internal Server Error"} 500"#)
    }

    @Test("answers 503 when the function takes longer than the integration may")
    func integrationTimeout() async throws {
        let options = LocalCloud.Options(
            function: FunctionConfiguration(executable: "/bin/sleep", arguments: ["60"]),
            integrationTimeout: .milliseconds(200))
        let text = try await CloudUnderTest.with(options) { cloud in
            try await curl([cloud.httpAPI, "--write-out", " %{http_code}"])
        }
        #expect(text == #"{"message":"Service Unavailable"} 503"#)
    }

    @Test("answers 413 to a body over 10 MB")
    func bodyTooLarge() async throws {
        let directory = try TemporaryDirectory()
        let file = directory.path + "/body"
        try Data(repeating: 0x20, count: HTTPAPIFront.maximumBodySize + 1).write(to: URL(filePath: file))
        let options = LocalCloud.Options(
            function: try CloudUnderTest.fixture(), integrationTimeout: Self.patience)
        let text = try await CloudUnderTest.with(options) { cloud in
            try await curl([cloud.httpAPI, "--data-binary", "@\(file)", "--write-out", " %{http_code}"])
        }
        #expect(text == #"{"message":"Request Entity Too Large"} 413"#)
    }

    @Test("says which port cannot be had")
    func portInUse() async throws {
        try await CloudUnderTest.with(LocalCloud.Options(function: CloudUnderTest.fixture())) { cloud in
            let port = try #require(Int(cloud.httpAPI.split(separator: ":").last ?? ""))
            let options = LocalCloud.Options(function: try CloudUnderTest.fixture(), port: port)
            let error = await #expect(throws: LocalCloudError.self) {
                try await LocalCloud.start(options, log: CloudUnderTest.quiet)
            }
            #expect(error?.code == .portUnavailable)
            #expect(error?.message.contains("127.0.0.1:\(port)") == true)
        }
    }
}
