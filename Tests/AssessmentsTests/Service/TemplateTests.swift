import AWSServices
import Gateway
import HTTPTransport
import SystemTestSupport
import TestSupport
import Testing
import WireFormats

@testable import Assessments

@Suite("POST /api/upload-template")
struct TemplateTests {
    private static let path = "/api/upload-template"
    private static let staff = Caller.user(id: "sam", groups: ["Staff"])
    private static let content = Base64.encode(Array("template".utf8))

    private func refusal(_ status: Int, _ text: String) -> Answer {
        Answer(status, ["error": .string(text), "message": .string(text)])
    }

    private func stored(_ office: Office, _ key: String) async throws -> String {
        let url = try await office.s3.presignedURL(bucket: office.artifacts, key: key, expires: 60)
        return try await ChildProcess.run("/usr/bin/env", ["curl", "--silent", "--fail", url])
    }

    @Test(
        "stores a template under its name",
        arguments: ["a.pptx", "Acme Ltd-2_1.PPTX", "b.docx", "c.potx", "d.dotx", "e.v2.docx"])
    func upload(name: String) async throws {
        let office = try await Office()
        let answer = try await office.ask(
            "POST", Self.path, ["file": .string(Self.content), "filename": .string(name)], as: .admin)
        #expect(
            answer
                == Answer(
                    200,
                    ["message": "Template uploaded successfully", "template_path": .string("templates/\(name)")]))
        #expect(try await stored(office, "templates/\(name)") == "template")
    }

    @Test("takes base64 as MIME encoders and shells write it: in lines, with blanks, in the URL's alphabet, unpadded")
    func wrapped() async throws {
        let office = try await Office()
        let content = Array(String(repeating: "template?>", count: 20).utf8)
        let digits = Array(Base64.encode(content))
        let lines = stride(from: 0, to: digits.count, by: 76).map {
            String(digits[$0..<min($0 + 76, digits.count)])
        }
        for (name, text) in [
            ("crlf.pptx", lines.joined(separator: "\r\n") + "\r\n"), ("lf.pptx", lines.joined(separator: "\n")),
            ("blank.pptx", "\t" + lines.joined(separator: " \n ")),
            ("url.pptx", Base64.encode(content, alphabet: .url)),
        ] {
            let answer = try await office.ask(
                "POST", Self.path, ["file": .string(text), "filename": .string(name)], as: .admin)
            #expect(answer.status == 200, "\(name)")
            #expect(try await stored(office, "templates/\(name)") == String(decoding: content, as: UTF8.self))
        }
    }

    @Test("takes the name as file_name too")
    func otherName() async throws {
        let office = try await Office()
        let answer = try await office.ask(
            "POST", Self.path, ["file": .string(Self.content), "file_name": "a.pptx"], as: .admin)
        #expect(answer.body["template_path"] == "templates/a.pptx")
    }

    @Test("gives a link to put what is too large for a request")
    func presigned() async throws {
        let office = try await Office()
        let answer = try await office.ask(
            "POST", Self.path, ["presign": true, "filename": "large.pptx"], as: Self.staff)
        #expect(answer.status == 200)
        #expect(answer.body["template_path"] == "templates/large.pptx")
        let url = try #require(answer.body["upload_url"]?.string)
        _ = try await ChildProcess.run(
            "/usr/bin/env",
            [
                "curl", "--silent", "--fail", "--request", "PUT", "--header", "Content-Type:",
                "--data-binary", "large", url,
            ])
        #expect(try await stored(office, "templates/large.pptx") == "large")
    }

    @Test("without a file there is nothing to do", arguments: ["", "{}", #"{"filename":"a.pptx"}"#, #"{"file":null}"#])
    func noFile(body: String) async throws {
        let office = try await Office()
        let answer = Answer(try await office.send("POST", Self.path, raw: Array(body.utf8), as: .admin))
        #expect(answer == refusal(400, "No file provided"))
    }

    private static let refusals: [(body: JSON, error: String)] = [
        (nil, "The body must be a JSON object, not null"),
        (["file": "???", "filename": "a.pptx"], "file must be base64 text"),
        (["file": "", "filename": "a.pptx"], "file must not be empty"),
        (["file": 7, "filename": "a.pptx"], "file must be a string, not a number"),
        (["file": "QQ=="], "filename is required"),
        (["file": "QQ==", "filename": 7], "filename must be a string, not a number"),
        (["presign": "yes", "filename": "a.pptx"], "presign must be true or false, not a string"),
        (["presign": true], "filename is required"),
    ]

    @Test("a wrong field is named")
    func badFields() async throws {
        let office = try await Office()
        for (body, error) in Self.refusals {
            #expect(try await office.ask("POST", Self.path, body, as: .admin) == refusal(400, error))
        }
        #expect(office.tables.calls == 0)
    }

    @Test(
        "a name is plain and ends as Office documents do",
        arguments: [
            "a.exe", "a", "a.pptx.exe", "../a.pptx", "a/b.pptx", "a\\b.pptx", ".pptx", ".a.pptx", "é.pptx", "a\0.pptx",
            "a\n.pptx", "a%2Fb.pptx", "a?.pptx", "pptx", String(repeating: "a", count: 196) + ".pptx",
        ])
    func badNames(name: String) async throws {
        let office = try await Office()
        for body: JSON in [
            ["file": "QQ==", "filename": .string(name)], ["presign": true, "file_name": .string(name)],
        ] {
            let answer = try await office.ask("POST", Self.path, body, as: .admin)
            #expect(answer.status == 400)
            #expect(answer.body["error"]?.string?.hasPrefix("file") == true)
            #expect(answer.body["error"] == answer.body["message"])
        }
    }

    @Test("is for administrators and staff where callers sign in, and for anybody elsewhere")
    func access() async throws {
        let body: JSON = ["file": .string(Self.content), "filename": "a.pptx"]
        let office = try await Office()
        #expect(try await office.ask("POST", Self.path, body, as: .anonymous) == refusal(401, "Please sign in"))
        for caller in [Caller.alice, .bob, .user(id: "eve", groups: ["staff", "AdminUsersX"])] {
            #expect(
                try await office.ask("POST", Self.path, body, as: caller)
                    == refusal(403, "Only administrators and staff may do this"))
        }
        for caller in [Caller.admin, Self.staff] {
            #expect(try await office.ask("POST", Self.path, body, as: caller).status == 200)
        }
        let open = try await Office(mode: .open)
        #expect(try await open.ask("POST", Self.path, body, as: .anonymous).status == 200)
    }
}
