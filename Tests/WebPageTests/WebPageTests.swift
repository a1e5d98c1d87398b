import Foundation
import Gateway
import Logging
import Testing
import WireFormats

@testable import WebPage

@Suite("The web page as files")
struct WebPageTests {
    /// What people on slow lines wait for, once.
    private static let maximumSize = 80_000
    /// Of each file that comes later, with a view that only some people may see.
    private static let maximumLaterSize = 20_000

    private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../Sources/WebPage/page").standardizedFileURL

    private func answer(
        _ path: String, method: String = "GET", headers: HTTPHeaders = [:], page: WebPage = WebPage()
    ) async throws -> Response {
        let router = try Router(page.routes, cors: CORS(allowedOrigins: .none), log: Logger(label: "test"))
        return await router.respond(to: Request(method: method, path: path, headers: headers, caller: .anonymous))
    }

    @Test("every file of the folder is in the executable, and nothing else")
    func embedded() throws {
        let names = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path())
        #expect(Set(PageFile.all.map(\.name)) == Set(names))
        for file in PageFile.all {
            #expect(file.source == (try String(contentsOf: Self.folder.appending(path: file.name), encoding: .utf8)))
        }
    }

    @Test("files are sent without indentation and comment lines, every other line at its number")
    func compaction() {
        let file = PageFile(
            name: "a.js",
            source:
                "// What it is for.\n\n/** One. */\nfunction one() {\n\treturn \"//\"; // and why\n}\n\t/* Two. */ two();\n"
        )
        #expect(file.text == "\n\n\nfunction one() {\nreturn \"//\"; // and why\n}\n/* Two. */ two();\n")
    }

    @Test("style sheets are sent without the spaces that mean nothing")
    func styles() {
        let file = PageFile(
            name: "a.css",
            source: ".a > b, .c :focus { color: #fff; margin: 0 auto; }\n@media (x: 1px) { p { --a: b(c, d); } }")
        #expect(file.text == ".a > b,.c :focus{color:#fff;margin:0 auto;}\n@media (x:1px){p{--a:b(c,d);}}")
    }

    @Test("no file has text that goes over lines, which losing its indentation would change")
    func lines() {
        for file in PageFile.all {
            for line in file.source.split(separator: "\n") {
                #expect(
                    line.count { $0 == "`" }.isMultiple(of: 2) || line.contains("const fence"), "\(file.name): \(line)")
            }
        }
    }

    @Test("what is loaded at the start has less than 80 KB, and each file that comes later less than 20 KB")
    func size() {
        let atStart = Self.filesAtStart
        #expect(atStart.contains { $0.name == "chat.js" } && !atStart.contains { $0.name == "inbox.js" })
        #expect(atStart.reduce(0) { $0 + $1.text.utf8.count } < Self.maximumSize)
        for file in PageFile.all where !atStart.contains(file) {
            #expect(file.text.utf8.count < Self.maximumLaterSize, "\(file.name)")
        }
    }

    /// The document, what it names, and what those modules import; not what they import on demand, by a call.
    private static var filesAtStart: Set<PageFile> {
        var names: Set<String> = []
        var open = ["index.html"]
        while let name = open.popLast() {
            guard names.insert(name).inserted, let file = PageFile.all.first(where: { $0.name == name }) else {
                continue
            }
            open += file.source.matches(of: #/(?:"assets\/|from "\.\/)([^"]+)"/#).map { String($0.1) }
        }
        return Set(PageFile.all.filter { names.contains($0.name) })
    }

    @Test("the document names its files by version, and browsers may keep those for good")
    func versions() async throws {
        guard case .text(let document) = try await answer("/").body else {
            Issue.record("the document is no text")
            return
        }
        let names = document.matches(of: #/"(assets/[^"]+)"/#).map { String($0.1) }
        #expect(names.count >= 3)
        for name in names {
            #expect(name.hasPrefix("assets/\(PageFile.version)/"))
            let response = try await answer("/" + name)
            #expect(response.status == 200)
            #expect(response.headers["Cache-Control"] == "public, max-age=31536000, immutable")
        }
    }

    @Test(
        "a file under no version, or an old one, is to be asked for again",
        arguments: ["/", "/assets/app.js", "/assets/0123456789abcdef/app.js"])
    func unversioned(path: String) async throws {
        #expect(try await answer(path).headers["Cache-Control"] == "no-cache")
    }

    @Test(
        "each kind of file has its content type",
        arguments: [
            ("/", "text/html; charset=utf-8"), ("/assets/style.css", "text/css; charset=utf-8"),
            ("/assets/app.js", "text/javascript; charset=utf-8"), ("/assets/icon.svg", "image/svg+xml"),
        ])
    func contentTypes(path: String, type: String) async throws {
        let response = try await answer(path)
        #expect(response.status == 200)
        #expect(response.headers["Content-Type"] == type)
        #expect(response.headers["X-Content-Type-Options"] == "nosniff")
    }

    @Test("what the browser has is answered with 304 and no body", arguments: ["/", "/assets/app.js"])
    func notModified(path: String) async throws {
        let tag = try #require(try await answer(path).headers["ETag"])
        let response = try await answer(path, headers: ["If-None-Match": "W/\(tag)"])
        #expect(response.status == 304 && response.body == .empty)
        #expect(response.headers["ETag"] == tag && response.headers["Content-Type"] == nil)
        #expect(try await answer(path, headers: ["If-None-Match": "\"other\""]).status == 200)
    }

    @Test("HEAD is answered as GET without the body")
    func head() async throws {
        var expected = try await answer("/")
        expected.body = .empty
        #expect(try await answer("/", method: "HEAD") == expected)
    }

    @Test("a file that does not exist is 404", arguments: ["/assets/other.js", "/assets/v/other.js", "/assets/..%2Fx"])
    func missing(path: String) async throws {
        #expect(try await answer(path).status == 404)
    }

    @Test("the policy lets nothing run but the page's own files, and nobody frame it")
    func policy() async throws {
        let headers = try await answer("/").headers
        #expect(
            headers["Content-Security-Policy"]
                == "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
                + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; "
                + "trusted-types 'none'")
        #expect(headers["Referrer-Policy"] == "no-referrer" && headers["X-Frame-Options"] == "DENY")
    }

    @Test("the page may call whom people sign in with")
    func connections() async throws {
        let page = WebPage(connectSources: ["https://issuer.example", "https://login.example:8443"])
        let policy = try #require(try await answer("/", page: page).headers["Content-Security-Policy"])
        #expect(policy.contains("; connect-src 'self' https://issuer.example https://login.example:8443; "))
    }

    @Test("no file has anything inline, or text made into markup")
    func plainFiles() throws {
        for file in PageFile.all where file.name != "icon.svg" {
            #expect(!file.text.contains("innerHTML") && !file.text.contains("outerHTML"))
            #expect(!file.text.contains("insertAdjacentHTML") && !file.text.contains("document.write"))
            #expect(try #/ (style|on[a-z]+)=["']/#.firstMatch(in: file.text) == nil, "\(file.name)")
            // The name of SVG's elements is no address that anything is loaded from, nor is a map that people may open.
            let addresses = #/<script>|<style>|https?:\/\/(?!www\.w3\.org|www\.openstreetmap\.org)[a-z]/#
            #expect(try addresses.firstMatch(in: file.text) == nil, "\(file.name)")
        }
    }
}
