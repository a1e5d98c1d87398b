import AWSCore
import Foundation
import HTTPTransport
import TestSupport
import Testing
import WireFormats

/// Profiles and variables that lead to STS. boto3 is asked for its opinion on the same files.
@Suite("Roles of profiles", .timeLimit(.minutes(10)))
struct RoleCredentialsTests {
    private let folder: TemporaryDirectory
    private let loop: CurlEventLoop
    private let transport: HTTPClient

    init() throws {
        folder = try TemporaryDirectory()
        try FileManager.default.createDirectory(atPath: folder.path + "/.aws", withIntermediateDirectories: true)
        loop = try CurlEventLoop()
        transport = HTTPClient(loop: loop)
        loop.start()
    }

    /// What is in the files and the environment, who is asked for what then, and whose credentials come of it.
    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        var config = ""
        var credentials = ""
        var environment: [String: String] = [:]
        /// `signer action role`, and what else the request says.
        var asked: [String]
        var result: String
    }

    private static func keys(_ profile: String, _ id: String) -> String {
        "[\(profile)]\naws_access_key_id = \(id)\naws_secret_access_key = secret\n"
    }

    private static let arn = "arn:aws:iam::123456789012:role/"

    static let cases = [
        Case(
            testDescription: "a role wins over keys of the same profile, which are of another account",
            config: "[profile prod]\nrole_arn = \(arn)prod\nsource_profile = base\n",
            credentials: keys("prod", "AKIAPROD") + keys("base", "AKIABASE"), environment: ["AWS_PROFILE": "prod"],
            asked: ["AKIABASE AssumeRole prod"], result: "ASIAprod"),
        Case(
            testDescription: "also where both are in the credentials file, of the default profile",
            credentials: keys("default", "AKIADEFAULT") + "role_arn = \(arn)own\nsource_profile = base\n"
                + keys("base", "AKIABASE"), asked: ["AKIABASE AssumeRole own"], result: "ASIAown"),
        Case(
            testDescription: "a profile may be its own source, with its keys",
            config: "[default]\nrole_arn = \(arn)self\nsource_profile = default\n",
            credentials: keys("default", "AKIADEFAULT"), asked: ["AKIADEFAULT AssumeRole self"], result: "ASIAself"),
        Case(
            testDescription: "roles are assumed one after the other, each with what its profile says",
            config: """
                [profile a]
                role_arn = \(arn)a
                source_profile = b
                external_id = x&y=1
                duration_seconds = 1800
                role_session_name = ann@example.com
                [profile b]
                role_arn = \(arn)b
                source_profile = c
                [profile c]
                aws_access_key_id = AKIAC
                aws_secret_access_key = secret

                """, environment: ["AWS_PROFILE": "a"],
            asked: [
                "AKIAC AssumeRole b",
                "ASIAb AssumeRole a DurationSeconds=1800 ExternalId=x&y=1 RoleSessionName=ann@example.com",
            ], result: "ASIAa"),
        Case(
            testDescription: "in a source profile keys win over a role",
            config:
                "[default]\nrole_arn = \(arn)a\nsource_profile = b\n[profile b]\nrole_arn = \(arn)b\nsource_profile = b\n",
            credentials: keys("b", "AKIAB"), asked: ["AKIAB AssumeRole a"], result: "ASIAa"),
        Case(
            testDescription: "keys of the environment win over all profiles",
            config: "[default]\nrole_arn = \(arn)a\ncredential_source = Environment\n",
            environment: ["AWS_ACCESS_KEY_ID": "AKIAENV", "AWS_SECRET_ACCESS_KEY": "secret"], asked: [],
            result: "AKIAENV"),
        Case(
            testDescription: "a web identity of the environment is not signed, and wins over keys of a profile",
            credentials: keys("default", "AKIADEFAULT"),
            environment: [
                "AWS_WEB_IDENTITY_TOKEN_FILE": "token", "AWS_ROLE_ARN": arn + "pod", "AWS_ROLE_SESSION_NAME": "pod-1",
            ], asked: ["- AssumeRoleWithWebIdentity pod RoleSessionName=pod-1 WebIdentityToken=a.b+c/d="],
            result: "ASIApod"),
        Case(
            testDescription: "a profile's role wins over a web identity of the environment",
            config: "[default]\nrole_arn = \(arn)a\nsource_profile = base\n", credentials: keys("base", "AKIABASE"),
            environment: ["AWS_WEB_IDENTITY_TOKEN_FILE": "token", "AWS_ROLE_ARN": arn + "pod"],
            asked: ["AKIABASE AssumeRole a"], result: "ASIAa"),
        Case(
            testDescription: "a profile may name a web identity, and need no source then",
            config: "[profile w]\nrole_arn = \(arn)w\nweb_identity_token_file = token\nrole_session_name = w-1\n",
            credentials: keys("w", "AKIAW"), environment: ["AWS_PROFILE": "w"],
            asked: ["- AssumeRoleWithWebIdentity w RoleSessionName=w-1 WebIdentityToken=a.b+c/d="], result: "ASIAw"),
        Case(
            testDescription: "a web identity may be the source of a role",
            config: """
                [default]
                role_arn = \(arn)a
                source_profile = w
                [profile w]
                role_arn = \(arn)w
                web_identity_token_file = token
                role_session_name = w-1

                """,
            asked: [
                "- AssumeRoleWithWebIdentity w RoleSessionName=w-1 WebIdentityToken=a.b+c/d=", "ASIAw AssumeRole a",
            ], result: "ASIAa"),
        Case(
            testDescription: "keys alone ask nobody", credentials: keys("default", "AKIADEFAULT"), asked: [],
            result: "AKIADEFAULT"),
    ]

    /// STS, which names credentials after their role.
    private static func tokenService() throws -> ScriptedServer {
        try ScriptedServer { request in
            let form = Self.form(request)
            let action = form["Action"] ?? ""
            let role = form["RoleArn"]?.split(separator: "/").last ?? ""
            return ScriptedResponse(
                headers: ["Content-Type": "text/xml"],
                text: """
                    <\(action)Response xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><\(action)Result><Credentials>\
                    <AccessKeyId>ASIA\(role)</AccessKeyId><SecretAccessKey>s&amp;cret</SecretAccessKey>\
                    <SessionToken>token</SessionToken><Expiration>2096-12-01T10:00:00Z</Expiration></Credentials>\
                    </\(action)Result></\(action)Response>
                    """)
        }
    }

    private static func form(_ request: ScriptedRequest) -> [String: String] {
        let pairs = String(decoding: request.body, as: UTF8.self).split(separator: "&").map { pair in
            pair.split(separator: "=", maxSplits: 1).map { PercentEncoding.decode($0, plusIsSpace: true) ?? "" }
        }
        return Dictionary(pairs.map { ($0[0], $0.count > 1 ? $0[1] : "") }) { first, _ in first }
    }

    private static func summary(_ request: ScriptedRequest) -> String {
        var form = form(request)
        #expect(form["Version"] == "2011-06-15")
        let signer = request.header("Authorization")?.split(separator: "Credential=").last?.prefix { $0 != "/" } ?? "-"
        // Made up by each client, where nobody gave one.
        if form["RoleSessionName"]?.hasPrefix("colloquy-") == true
            || form["RoleSessionName"]?.hasPrefix("botocore-") == true
        {
            form["RoleSessionName"] = nil
        }
        let others = form.filter { !["Action", "Version", "RoleArn"].contains($0.key) }.sorted { $0.key < $1.key }
        let role = form["RoleArn"]?.split(separator: "/").last ?? ""
        return (["\(signer)", form["Action"] ?? "", "\(role)"] + others.map { "\($0.key)=\($0.value)" })
            .joined(separator: " ")
    }

    private func environment(_ config: String, _ credentials: String, _ variables: [String: String]) throws -> [String:
        String]
    {
        let token = folder.path + "/token"
        try Data("a.b+c/d=".utf8).write(to: URL(filePath: token))
        for (name, text) in [("credentials", credentials), ("config", config)] {
            let text = text.replacing("web_identity_token_file = token", with: "web_identity_token_file = \(token)")
            try Data(text.utf8).write(to: URL(filePath: "\(folder.path)/.aws/\(name)"))
        }
        var environment = ["HOME": folder.path, "AWS_REGION": "eu-west-1", "AWS_DEFAULT_REGION": "eu-west-1"]
        environment["AWS_EC2_METADATA_DISABLED"] = "true"
        for (name, value) in variables { environment[name] = value == "token" ? token : value }
        return environment
    }

    private func credentials(_ environment: [String: String]) async throws(CredentialError) -> AWSCredentials {
        try await CredentialChain.standard(
            environment: environment, transport: transport, clock: SystemClock.now, sleep: { _ in }
        ).credentials()
    }

    @Test("are assumed by STS, as boto3 does", arguments: cases)
    func assumed(_ example: Case) async throws {
        let (ours, theirs) = (try Self.tokenService(), try Self.tokenService())
        var environment = try environment(example.config, example.credentials, example.environment)
        environment["AWS_ENDPOINT_URL_STS"] = ours.url
        #expect(try await credentials(environment).accessKeyID == example.result)
        #expect(ours.requests.map(Self.summary) == example.asked)
        environment["AWS_ENDPOINT_URL_STS"] = theirs.url
        let identity = try await Python.run(
            """
            import botocore.session
            print(botocore.session.Session().get_credentials().get_frozen_credentials().access_key, end="")
            """, environment: environment)
        #expect(identity == example.result)
        #expect(theirs.requests.map(Self.summary) == example.asked)
    }

    @Test("give credentials with a token and an end, which are kept until shortly before")
    func whole() async throws {
        let server = try Self.tokenService()
        var environment = try environment(Self.cases[0].config, Self.cases[0].credentials, Self.cases[0].environment)
        environment["AWS_ENDPOINT_URL_STS"] = server.url
        let provider = CredentialChain.standard(
            environment: environment, transport: transport, clock: SystemClock.now, sleep: { _ in })
        for _ in 0..<2 {
            #expect(
                try await provider.credentials()
                    == AWSCredentials(
                        accessKeyID: "ASIAprod", secretAccessKey: "s&cret", sessionToken: "token",
                        expiration: Timestamp("2096-12-01T10:00:00Z")))
        }
        #expect(server.requests.count == 1)
    }

    @Test("are given by moto's STS, which reads what was sent")
    func moto() async throws {
        let moto = try await MotoServer.shared
        var environment = try environment(Self.cases[0].config, Self.cases[0].credentials, Self.cases[0].environment)
        environment["AWS_ENDPOINT_URL"] = moto.endpoint
        let credentials = try await credentials(environment)
        #expect(credentials.accessKeyID.hasPrefix("ASIA"))
        #expect(credentials.sessionToken?.isEmpty == false)
        #expect(try #require(credentials.expiration) > SystemClock.now() + .seconds(3000))
    }

    @Test("may have a container or an instance as their source")
    func sources() async throws {
        let answer =
            #"{"AccessKeyId":"ASIAHOST","SecretAccessKey":"s","Token":"t","Expiration":"2096-12-01T10:00:00Z"}"#
        let host = try ScriptedServer { request in
            switch request.target {
            case "/latest/api/token":
                return ScriptedResponse(status: request.method == "PUT" ? 200 : 405, text: "session")
            case "/latest/meta-data/iam/security-credentials/":
                let isKnown = request.header("X-aws-ec2-metadata-token") == "session"
                return ScriptedResponse(status: isKnown ? 200 : 401, text: "instance-role")
            case "/latest/meta-data/iam/security-credentials/instance-role", "/container":
                return ScriptedResponse(text: answer)
            default: return ScriptedResponse(status: 404, text: "")
            }
        }
        for source in ["EcsContainer", "Ec2InstanceMetadata"] {
            let server = try Self.tokenService()
            var environment = try environment(
                "[default]\nrole_arn = \(Self.arn)a\ncredential_source = \(source)\n", "",
                [
                    "AWS_ENDPOINT_URL_STS": server.url, "AWS_CONTAINER_CREDENTIALS_FULL_URI": host.url + "/container",
                    "AWS_EC2_METADATA_SERVICE_ENDPOINT": host.url,
                ])
            environment["AWS_EC2_METADATA_DISABLED"] = nil
            #expect(try await credentials(environment).accessKeyID == "ASIAa")
            #expect(server.requests.map(Self.summary) == ["ASIAHOST AssumeRole a"])
        }
    }

    @Test(
        "that cannot be assumed are refused with profile and key, and no other credentials are taken",
        arguments: [
            ("source_profile = nobody", "source_profile of profile default is nobody, which does not exist"),
            ("source_profile = loop", "leads back to itself: default, loop, default"),
            ("source_profile = empty", "source_profile of profile default is empty, but profile empty has no keys"),
            ("source_profile = half", "profile half has only one of"),
            ("source_profile = sso", "profile sso has sso_session, which is not supported here"),
            ("source_profile = process", "profile process has credential_process, which is not supported here"),
            ("source_profile = base\ncredential_source = Environment", "both source_profile and credential_source"),
            (
                "credential_source = Ec2",
                "credential_source of profile default must be Ec2InstanceMetadata, EcsContainer"
            ),
            ("credential_source = Environment", "but AWS_ACCESS_KEY_ID is not set"),
            ("", "profile default has role_arn, but neither source_profile nor"),
            ("source_profile = base\nmfa_serial = arn:aws:iam::1:mfa/ann", "profile default has mfa_serial"),
            ("source_profile = base\nduration_seconds = 1h", "duration_seconds of profile default must be"),
            ("source_profile = base\nduration_seconds = 899", "duration_seconds of profile default must be"),
            (
                "web_identity_token_file = /nowhere",
                "web_identity_token_file of profile default: the file cannot be read"
            ),
        ])
    func refused(settings: String, reason: String) async throws {
        let config = """
            [default]
            role_arn = \(Self.arn)a
            \(settings)
            [profile loop]
            role_arn = \(Self.arn)loop
            source_profile = default
            [profile empty]
            region = eu-west-1
            [profile sso]
            sso_session = work
            [profile process]
            credential_process = /bin/echo
            """
        let keys = Self.keys("base", "AKIABASE") + "[half]\naws_access_key_id = h\n"
        let environment = try environment(config, keys, ["AWS_ENDPOINT_URL_STS": "http://127.0.0.1:1"])
        let error = await #expect(throws: CredentialError.self) { try await credentials(environment) }
        #expect(error?.code == .invalid)
        #expect(error?.description.contains(reason) == true, "\(error?.description ?? "")")
    }

    @Test(
        "a profile that signs on by a browser is not passed over for keys beside it, nor a process for keys of the config file"
    )
    func keysBeside() async throws {
        for (config, credentials) in [
            ("[default]\nsso_session = work\nsso_account_id = 1\n", Self.keys("default", "AKIA")),
            ("[default]\nsso_start_url = https://x\nsso_role_name = r\n", Self.keys("default", "AKIA")),
            (Self.keys("default", "AKIA") + "credential_process = /bin/echo\n", ""),
        ] {
            let environment = try environment(config, credentials, [:])
            let error = await #expect(throws: CredentialError.self) { try await self.credentials(environment) }
            #expect(error?.code == .invalid)
        }
        let process = try environment("[default]\ncredential_process = /bin/echo\n", Self.keys("default", "AKIA"), [:])
        #expect(try await credentials(process).accessKeyID == "AKIA")
    }

    @Test("a web identity without a role, or a token that is not there, is an error that names the variable")
    func webIdentity() async throws {
        for (variables, reason) in [
            (["AWS_WEB_IDENTITY_TOKEN_FILE": "token"], "AWS_WEB_IDENTITY_TOKEN_FILE is set, but neither AWS_ROLE_ARN"),
            (
                ["AWS_WEB_IDENTITY_TOKEN_FILE": "/nowhere", "AWS_ROLE_ARN": Self.arn + "a"],
                "AWS_WEB_IDENTITY_TOKEN_FILE: the file cannot be read"
            ),
        ] {
            let environment = try environment("", Self.keys("default", "AKIA"), variables)
            let error = await #expect(throws: CredentialError.self) { try await credentials(environment) }
            #expect(error?.description.contains(reason) == true, "\(error?.description ?? "")")
        }
    }

    @Test("what STS says of a refusal is passed on with the profile, and a failure of its own may pass")
    func service() async throws {
        for (status, code, expected) in [
            (403, "AccessDenied", CredentialError.Code.invalid), (400, "IDPCommunicationError", .unavailable),
            (503, "ServiceUnavailable", .unavailable),
        ] {
            let server = try ScriptedServer { _ in
                ScriptedResponse(
                    status: status,
                    text:
                        "<ErrorResponse><Error><Code>\(code)</Code><Message>No, ann.</Message></Error></ErrorResponse>")
            }
            var environment = try environment(Self.cases[0].config, Self.cases[0].credentials, ["AWS_PROFILE": "prod"])
            environment["AWS_ENDPOINT_URL_STS"] = server.url
            let error = await #expect(throws: CredentialError.self) { try await credentials(environment) }
            #expect(error?.code == expected)
            #expect(
                error?.description.contains("profile prod: the role \(Self.arn)prod could not be assumed: \(code)")
                    == true)
            #expect(error?.description.contains("secret") == false)
        }
    }
}
