import TestSupport
import Testing
import WireFormats

@Suite("The file of an export")
struct ExportTests {
    private static let formulas = [
        "=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "\u{FEFF}=1", "＝1+1", "＋1", "－1", "＠A1",
    ]

    /// A link to the export of sessions in whose every text somebody has put what a spreadsheet would run.
    private func link(_ application: AttackedApplication) async throws -> String {
        func ask(_ body: JSON, _ path: String = "/user-session", as person: Person) async throws -> JSON {
            let request = AttackRequest(method: "POST", template: path, body: body.serialized())
            let answer = try await application.send(request, as: person)
            #expect(answer.status == 200, "\(answer)")
            return answer.json ?? .null
        }
        for (number, text) in Self.formulas.enumerated() {
            let owner = Person(id: text)
            let id = JSON.string("=session-\(number)")
            _ = try await ask(
                [
                    "operation": "add_new_session_with_first_message", "session_id": id,
                    "message_id": .string("+message-\(number)"), "title": .string(text),
                    "new_chat_entry": ["user_prompt": .string(text), "bot_response": .string(text)],
                ], as: owner)
            _ = try await ask(
                [
                    "feedbackData": [
                        "sessionId": id, "messageId": .string("+message-\(number)"),
                        "feedbackCategory": .string(text), "feedbackMessage": .string(text),
                    ]
                ], "/user-feedback", as: owner)
            _ = try await ask(
                ["operation": "update_review_session", "session_id": id, "review_id": "", "comments": .string(text)],
                as: Person(id: text, groups: "[AdminUsers]"))
        }
        let export = try await ask(["operation": "download_all_sessions_csv"], as: .ada)
        return try #require(export["download_url"]?.string)
    }

    @Test("no cell of any column is a formula")
    func formulas() async throws {
        try await AttackedApplication.with { application in
            let output = try await Python.run(
                """
                import csv, io, json, sys, urllib.request
                text = urllib.request.urlopen(sys.argv[1]).read().decode("utf-8-sig")
                rows = list(csv.reader(io.StringIO(text, newline="")))
                print(json.dumps([len(rows), [[rows[0][place], cell] for row in rows for place, cell in enumerate(row)
                                              if cell[:1] in tuple("\\t\\r\\n") or cell.strip()[:1].strip("\\ufeff") in tuple("=+-@＝＋－＠")]]))
                """, [try await link(application)])
            // Alice's two sessions, and the header.
            #expect(try JSON(parsing: output) == [.number(JSONNumber(Self.formulas.count + 3)), []])
        }
    }

    @Test("a link that was changed in any part, or is used for anything else, is refused, and the file stays as it is")
    func links() async throws {
        try await AttackedApplication.with { application in
            let output = try await Python.run(
                """
                import json, re, sys, urllib.error, urllib.request
                link = sys.argv[1]
                def ask(url, method="GET", body=None, headers={}):
                    try:
                        request = urllib.request.Request(url, method=method, data=body, headers=headers)
                        with urllib.request.urlopen(request) as answer: return answer.status, answer.read()
                    except urllib.error.HTTPError as error: return error.code, b""
                good = ask(link)
                last = re.search("X-Amz-Signature=([0-9a-f]{64})", link)[1]
                attacks = {
                    "key": link.replace("all-sessions", "all-secrets"), "bucket": link.replace("/exports/", "/artifacts/"),
                    "longer": re.sub("X-Amz-Expires=[0-9]+", "X-Amz-Expires=604800", link),
                    "date": re.sub("X-Amz-Date=[0-9]{4}", "X-Amz-Date=2099", link),
                    "signature": link.replace(last, last[:-1] + ("0" if last[-1] != "0" else "1")),
                    "no signature": re.sub("&?X-Amz-Signature=[0-9a-f]*", "", link),
                    "empty signature": link.replace(last, ""), "credential": link.replace("Credential=test", "Credential=root"),
                    "algorithm": link.replace("AWS4-HMAC-SHA256", "none"),
                    "another type": link + "&response-content-type=text/html",
                    "another header": link.replace("SignedHeaders=host", "SignedHeaders=x-evil"),
                    "no query": link.split("?")[0], "dots": link.replace("/exports/", "/exports/../exports/x/../"),
                }
                unchanged = [name for name, url in attacks.items() if url == link]
                taken = [name for name, url in attacks.items() if ask(url)[0] not in (400, 403)]
                taken += [method for method in ("PUT", "POST", "DELETE", "HEAD") if ask(link, method, b"x" if method[0] == "P" else None)[0] < 400]
                taken += ["host"] if ask(link, headers={"Host": "evil.example.com"})[0] != 403 else []
                print(json.dumps([good[0], unchanged, taken, ask(link) == good]))
                """, [try await link(application)])
            #expect(try JSON(parsing: output) == [200, [], [], true])
        }
    }
}
