import AWSCore
import Foundation
import TestSupport
import Testing

struct ProfileCredentialsTests {
    private let folder: TemporaryDirectory

    init() throws {
        folder = try TemporaryDirectory()
        try FileManager.default.createDirectory(atPath: folder.path + "/.aws", withIntermediateDirectories: true)
    }

    private func outcome(
        credentials: String? = nil, config: String? = nil, _ environment: [String: String] = [:]
    ) async throws -> Outcome<AWSCredentials, CredentialError.Code> {
        for (name, text) in [("credentials", credentials), ("config", config)] {
            guard let text else { continue }
            try Data(text.utf8).write(to: URL(filePath: "\(folder.path)/.aws/\(name)"))
        }
        let environment = ["HOME": folder.path].merging(environment) { $1 }
        return await EnvironmentCredentialsTests.outcome(ProfileCredentials(environment: environment))
    }

    private static func keys(_ id: String, _ secret: String, _ token: String? = nil) -> Outcome<
        AWSCredentials, CredentialError.Code
    > { .success(AWSCredentials(accessKeyID: id, secretAccessKey: secret, sessionToken: token)) }

    private static let file = """
        [default]
        aws_access_key_id = d
        aws_secret_access_key = e

        [other]
        aws_access_key_id = o
        aws_secret_access_key = p
        aws_session_token = q
        """

    @Test("the default profile of the home directory")
    func defaultProfile() async throws {
        #expect(try await outcome(credentials: Self.file) == Self.keys("d", "e"))
    }

    @Test("AWS_PROFILE picks another one")
    func namedProfile() async throws {
        #expect(try await outcome(credentials: Self.file, ["AWS_PROFILE": "other"]) == Self.keys("o", "p", "q"))
    }

    @Test("the config file may hold keys; the credentials file wins")
    func bothFiles() async throws {
        let config = "[profile other]\naws_access_key_id=x\naws_secret_access_key=y\naws_session_token=z"
        let credentials = "[other]\naws_access_key_id=o\naws_secret_access_key=p"
        #expect(
            try await outcome(credentials: credentials, config: config, ["AWS_PROFILE": "other"])
                == Self.keys("o", "p", "z"))
    }

    @Test("the files can be elsewhere")
    func otherPlaces() async throws {
        let path = folder.path + "/elsewhere"
        try Data(Self.file.utf8).write(to: URL(filePath: path))
        #expect(try await outcome(["AWS_SHARED_CREDENTIALS_FILE": path]) == Self.keys("d", "e"))
        #expect(
            try await outcome(["AWS_SHARED_CREDENTIALS_FILE": "~/elsewhere", "AWS_PROFILE": "other"])
                == Self.keys("o", "p", "q"))
    }

    private func outcome(_ environment: [String: String]) async throws -> Outcome<AWSCredentials, CredentialError.Code>
    {
        try await outcome(credentials: nil, config: nil, environment)
    }

    @Test("without files there is nothing configured")
    func noFiles() async throws {
        #expect(try await outcome() == .failure(.notConfigured))
    }

    @Test("a profile that somebody asked for must be there")
    func missingProfile() async throws {
        #expect(try await outcome(credentials: Self.file, ["AWS_PROFILE": "nobody"]) == .failure(.invalid))
    }

    @Test("half of a pair of keys is invalid")
    func half() async throws {
        #expect(try await outcome(credentials: "[default]\naws_access_key_id = d") == .failure(.invalid))
    }

    @Test(
        "profiles that need another service are refused, not passed over",
        arguments: ["role_arn", "sso_session", "credential_process"])
    func unsupported(_ key: String) async throws {
        #expect(try await outcome(config: "[default]\n\(key) = x") == .failure(.invalid))
    }

    @Test("a default profile with a region alone leaves the choice to the next source")
    func regionOnly() async throws {
        #expect(try await outcome(config: "[default]\nregion = us-east-1") == .failure(.notConfigured))
    }
}
