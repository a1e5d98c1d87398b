import AWSCore
import Foundation
import HTTPTransport
import TestSupport
import Testing
import WireFormats

/// One case of AWS's Signature Version 4 suite, as its folder of files says.
struct SigV4Vector: Sendable, CustomTestStringConvertible {
    let name: String
    let request: HTTPRequest
    let credentials: AWSCredentials
    let time: Timestamp
    let expires: Int
    let signer: SigV4Signer
    private let files: [String: String]

    var testDescription: String { name }

    /// A file of the case, without line breaks at its end.
    func file(_ name: String) -> String { files[name] ?? "" }

    /// All cases in the folder beside the package; empty where there is none.
    static let all: [SigV4Vector] = {
        guard let shared = PackageRoot.shared else { return [] }
        let folder = shared + "/vectors/sigv4"
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return names.sorted().compactMap { SigV4Vector(name: $0, folder: "\(folder)/\($0)") }
    }()

    private init?(name: String, folder: String) {
        var files: [String: String] = [:]
        for file in (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [] {
            let data = FileManager.default.contents(atPath: "\(folder)/\(file)") ?? Data()
            files[file] = Self.trimEnd(String(decoding: data, as: UTF8.self))
        }
        guard let context = try? JSON(parsing: files["context.json"] ?? ""),
            let request = Self.parse(files["request.txt"] ?? ""),
            let id = context["credentials"]?["access_key_id"]?.string,
            let secret = context["credentials"]?["secret_access_key"]?.string,
            let time = context["timestamp"]?.string.flatMap({ Timestamp($0) }),
            let expires = context["expiration_in_seconds"]?.int, let service = context["service"]?.string,
            let region = context["region"]?.string, let normalizes = context["normalize"]?.bool,
            let signsBody = context["sign_body"]?.bool
        else { return nil }
        self.name = name
        self.request = request
        credentials = AWSCredentials(
            accessKeyID: id, secretAccessKey: secret, sessionToken: context["credentials"]?["token"]?.string)
        self.time = time
        self.expires = expires
        signer = SigV4Signer(
            service: service, region: region,
            rules: SigV4Rules(
                normalizesPath: normalizes, sendsPayloadHash: signsBody,
                signsSessionToken: context["omit_session_token"]?.bool != true))
        self.files = files
    }

    private static func trimEnd(_ text: String) -> String {
        var text = text[...]
        while text.last?.isNewline == true { text.removeLast() }
        return String(text)
    }

    /// Reads a request as the suite writes it: unencoded target, folded header lines, body after an empty line.
    private static func parse(_ text: String) -> HTTPRequest? {
        let parts = text.components(separatedBy: "\n\n")
        var lines = parts[0].components(separatedBy: "\n")
        let start = lines.removeFirst()
        guard let method = start.split(separator: " ").first, let end = start.range(of: " HTTP/1.1") else { return nil }
        let target = start[..<end.lowerBound].dropFirst(method.count + 1)
        var fields: [(String, String)] = []
        for line in lines {
            if line.first == " " {
                fields[fields.count - 1].1 += "\n" + line
            } else if let colon = line.firstIndex(of: ":") {
                fields.append((String(line[..<colon]), String(line[line.index(after: colon)...])))
            }
        }
        return HTTPRequest(
            method: String(method), url: "https://example.amazonaws.com\(target)", headers: HTTPHeaders(fields),
            body: Array(parts.dropFirst().joined(separator: "\n\n").utf8))
    }

    /// A request in the form in which the suite's files have it.
    static func text(of request: HTTPRequest) -> String {
        let target = request.url.dropFirst("https://example.amazonaws.com".count)
        var text = "\(request.method) \(target) HTTP/1.1\n"
        for field in request.headers { text += "\(field.name):\(field.value)\n" }
        return trimEnd(text + "\n" + String(decoding: request.body, as: UTF8.self))
    }
}
