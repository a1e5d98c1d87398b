import Foundation
import HTTPTransport
import Testing
import WireFormats

@testable import AWSCore

/// AWS's own suite: every text of every case. Skipped, visibly, where the vectors are not beside the package.
@Suite(.enabled(if: !SigV4Vector.all.isEmpty, "no ../shared/vectors/sigv4 beside the package"))
struct SigV4VectorTests {
    @Test("the suite has its 38 cases")
    func count() {
        #expect(SigV4Vector.all.count == 38)
    }

    @Test("header signing gives AWS's texts", arguments: SigV4Vector.all)
    func header(_ vector: SigV4Vector) throws {
        var request = vector.request
        let signature = try vector.signer.signReturningSignature(
            &request, with: vector.credentials, at: vector.time)
        if !vector.signer.rules.signsSessionToken {
            #expect(request.headers["x-amz-security-token"] == vector.credentials.sessionToken)
        }
        #expect(Texts(signature, SigV4Vector.text(of: request)) == Texts(vector, "header"))
    }

    @Test("presigning gives AWS's texts", arguments: SigV4Vector.all)
    func query(_ vector: SigV4Vector) throws {
        var request = vector.request
        let presigned = try vector.signer.presign(
            request, with: vector.credentials, at: vector.time, expires: vector.expires, payload: .signed)
        request.url = presigned.url
        #expect(Texts(presigned.signature, SigV4Vector.text(of: request)) == Texts(vector, "query"))
    }

    /// The four files of one form of one case.
    private struct Texts: Equatable {
        var canonicalRequest: String
        var stringToSign: String
        var signature: String
        var signedRequest: String

        init(_ signature: SigV4Signature, _ request: String) {
            canonicalRequest = String(decoding: signature.canonicalRequest, as: UTF8.self)
            stringToSign = String(decoding: signature.stringToSign, as: UTF8.self)
            self.signature = String(decoding: signature.text, as: UTF8.self)
            signedRequest = request
        }

        init(_ vector: SigV4Vector, _ form: String) {
            canonicalRequest = vector.file("\(form)-canonical-request.txt")
            stringToSign = vector.file("\(form)-string-to-sign.txt")
            signature = vector.file("\(form)-signature.txt")
            signedRequest = vector.file("\(form)-signed-request.txt")
        }
    }
}
