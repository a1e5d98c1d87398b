import AWSCore
import Testing

struct EnvironmentCredentialsTests {
    static func outcome(_ provider: any CredentialProvider) async -> Outcome<AWSCredentials, CredentialError.Code> {
        do {
            return .success(try await provider.credentials())
        } catch {
            return .failure(error.code)
        }
    }

    @Test("keys and token are taken from the environment")
    func complete() async {
        let provider = EnvironmentCredentials(environment: [
            "AWS_ACCESS_KEY_ID": "a", "AWS_SECRET_ACCESS_KEY": "b", "AWS_SESSION_TOKEN": "c",
        ])
        let expected = AWSCredentials(accessKeyID: "a", secretAccessKey: "b", sessionToken: "c")
        #expect(await Self.outcome(provider) == .success(expected))
    }

    @Test("white space around a value is taken off")
    func whiteSpace() async {
        let provider = EnvironmentCredentials(environment: [
            "AWS_ACCESS_KEY_ID": " a\n", "AWS_SECRET_ACCESS_KEY": "b\r\n", "AWS_SESSION_TOKEN": " \n",
        ])
        #expect(await Self.outcome(provider) == .success(AWSCredentials(accessKeyID: "a", secretAccessKey: "b")))
    }

    @Test("an empty token is none")
    func emptyToken() async {
        let provider = EnvironmentCredentials(environment: [
            "AWS_ACCESS_KEY_ID": "a", "AWS_SECRET_ACCESS_KEY": "b", "AWS_SESSION_TOKEN": "",
        ])
        #expect(await Self.outcome(provider) == .success(AWSCredentials(accessKeyID: "a", secretAccessKey: "b")))
    }

    @Test(
        "nothing set is not configured, half of it is invalid",
        arguments: [
            ([:], .notConfigured), (["AWS_ACCESS_KEY_ID": "", "AWS_SECRET_ACCESS_KEY": ""], .notConfigured),
            (["AWS_ACCESS_KEY_ID": "a"], .invalid), (["AWS_SECRET_ACCESS_KEY": "b"], .invalid),
        ] as [([String: String], CredentialError.Code)])
    func incomplete(_ environment: [String: String], _ code: CredentialError.Code) async {
        #expect(await Self.outcome(EnvironmentCredentials(environment: environment)) == .failure(code))
    }

    @Test("no description shows a secret")
    func description() {
        let credentials = AWSCredentials(accessKeyID: "a", secretAccessKey: "hidden", sessionToken: "hidden")
        var dumped = ""
        dump(credentials, to: &dumped)
        #expect("\(credentials)" == "AWSCredentials(a)")
        #expect(!dumped.contains("hidden") && !String(reflecting: credentials).contains("hidden"))
    }
}
