import AWSCore
import Foundation
import HTTPTransport
import TestSupport
import Testing
import WireFormats

/// One case of AWS's Signature Version 4 suite, which `scripts/setup` unpacks from botocore's source distribution.
///
/// A case is a folder of files: the request (`.req`), and what it is signed to: the canonical request (`.creq`), the
/// string to sign (`.sts`) and the `Authorization` header (`.authz`).
struct SigV4Vector: Sendable, CustomTestStringConvertible {
    static let folder = PackageRoot.path + "/.build/sigv4"
    /// The same for all cases, as botocore's own test of the suite has it (tests/unit/auth/test_sigv4.py).
    static let time = Timestamp(seconds: 1_440_938_160)
    private static let accessKeyID = "AKIDEXAMPLE"
    private static let secretAccessKey = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"

    let name: String
    let request: HTTPRequest
    let credentials: AWSCredentials
    let signer: SigV4Signer
    let canonicalRequest: String
    let stringToSign: String
    let authorization: String

    var testDescription: String { name }

    /// Empty where the suite is not there.
    static let all: [SigV4Vector] = {
        let files = FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []
        return files.filter { $0.hasSuffix(".req") }.sorted().compactMap { SigV4Vector(path: String($0.dropLast(4))) }
    }()

    /// - Parameter path: of the case's files, without their extension.
    private init?(path: String) {
        func file(_ kind: String) -> String? {
            FileManager.default.contents(atPath: "\(Self.folder)/\(path).\(kind)")
                .map { Self.trimEnd(String(decoding: $0, as: UTF8.self)) }
        }
        guard let request = file("req").flatMap(Self.parse), let canonicalRequest = file("creq"),
            let stringToSign = file("sts"), let authorization = file("authz"), let signed = file("sreq")
        else { return nil }
        name = path
        self.request = request
        self.canonicalRequest = canonicalRequest
        self.stringToSign = stringToSign
        self.authorization = authorization
        let token = signed.components(separatedBy: "\n").first { $0.hasPrefix("X-Amz-Security-Token:") }?
            .split(separator: ":", maxSplits: 1).last.map(String.init)
        credentials = AWSCredentials(
            accessKeyID: Self.accessKeyID, secretAccessKey: Self.secretAccessKey, sessionToken: token)
        signer = SigV4Signer(
            service: "service", region: "us-east-1",
            rules: SigV4Rules(signsSessionToken: canonicalRequest.contains("x-amz-security-token:")))
    }

    private static func trimEnd(_ text: String) -> String {
        var text = text.replacingOccurrences(of: "\r\n", with: "\n")[...]
        while text.last?.isNewline == true { text.removeLast() }
        return String(text)
    }

    /// Reads a request as the suite writes it: unencoded target, folded header lines, body after an empty line. The headers
    /// that signing adds are left out.
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
        fields.removeAll { ["x-amz-date", "x-amz-security-token"].contains($0.0.lowercased()) }
        return HTTPRequest(
            method: String(method), url: "https://example.amazonaws.com\(target)", headers: HTTPHeaders(fields),
            body: Array(parts.dropFirst().joined(separator: "\n\n").utf8))
    }
}
