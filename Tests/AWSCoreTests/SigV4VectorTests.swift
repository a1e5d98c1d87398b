import Foundation
import HTTPTransport
import Testing
import WireFormats

@testable import AWSCore

/// AWS's own suite of header signing. Presigning, and paths that are signed as they are, stand beside botocore in
/// ``SigV4BotocoreTests``.
@Suite(.enabled(if: FileManager.default.fileExists(atPath: SigV4Vector.folder), "scripts/setup brings AWS's suite"))
struct SigV4VectorTests {
    @Test("the suite has its 34 cases")
    func count() {
        #expect(SigV4Vector.all.count == 34)
    }

    @Test("signing gives AWS's texts", arguments: SigV4Vector.all)
    func header(_ vector: SigV4Vector) throws {
        var request = vector.request
        let signature = try vector.signer.signReturningSignature(
            &request, with: vector.credentials, at: SigV4Vector.time)
        #expect(String(decoding: signature.canonicalRequest, as: UTF8.self) == vector.canonicalRequest)
        #expect(String(decoding: signature.stringToSign, as: UTF8.self) == vector.stringToSign)
        #expect(request.headers["authorization"] == vector.authorization)
        #expect(request.headers["x-amz-security-token"] == vector.credentials.sessionToken)
    }
}
