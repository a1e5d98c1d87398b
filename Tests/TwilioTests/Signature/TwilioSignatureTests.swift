import Cryptography
import Testing
import Twilio

@Suite("Twilio's signature")
struct TwilioSignatureTests {
    /// Of `request_validator` in the tests of Twilio's libraries.
    struct Vector: Sendable, CustomTestStringConvertible {
        var name: String
        var url = "https://mycompany.com/myapp.php?foo=1&bar=2"
        var fields: [FormField] = []
        var signature: String

        var testDescription: String { name }
    }

    static let call = [
        FormField(name: "CallSid", value: "CA1234567890ABCDE"), FormField(name: "Digits", value: "1234"),
        FormField(name: "From", value: "+14158675309"), FormField(name: "To", value: "+18005551212"),
        FormField(name: "Caller", value: "+14158675309"),
    ]

    static let vectors = [
        Vector(name: "a call", fields: call, signature: "RSOYDt4T1cUTdK1PDd93/VVr8B8="),
        Vector(
            name: "with a port", url: "https://mycompany.com:443/myapp.php?foo=1&bar=2", fields: call,
            signature: "kvajT1Ptam85bY51eRf/AJRuM3w="),
        Vector(
            name: "http with another port", url: "http://mycompany.com:1234/myapp.php?foo=1&bar=2", fields: call,
            signature: "Zmvh+3yNM1Phv2jhDCwEM3q5ebU="),
        Vector(
            name: "http with a port", url: "http://mycompany.com:80/myapp.php?foo=1&bar=2", fields: call,
            signature: "0ZXoZLH/DfblKGATFgpif+LLRf4="),
        Vector(
            name: "values that come twice",
            fields: [
                FormField(name: "Sid", value: "CA123"), FormField(name: "SidAccount", value: "AC123"),
                FormField(name: "Digits", value: "5678"), FormField(name: "Digits", value: "1234"),
                FormField(name: "Digits", value: "1234"),
            ], signature: "IK+Dwps556ElfBT0I3Rgjkr1wJU="),
        Vector(
            name: "a JSON body's hash",
            url: "https://mycompany.com/myapp.php?foo=1&bar=2"
                + "&bodySHA256=0a1ff7634d9ab3b95db5c9a2dfe9416e41502b283a80c7cf19632632f96e6620",
            signature: "a9nBmqA0ju/hNViExpshrM61xv4="),
    ]

    @Test("is that of Twilio's published vectors", arguments: vectors)
    func vector(vector: Vector) {
        let key = SymmetricKey(data: "12345".utf8)
        #expect(TwilioSignature.sign(url: vector.url, fields: vector.fields, key: key) == vector.signature)
        #expect(TwilioSignature.sign(url: vector.url, fields: vector.fields.reversed(), key: key) == vector.signature)
    }
}
