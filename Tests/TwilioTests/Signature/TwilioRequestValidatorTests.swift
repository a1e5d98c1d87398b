import Cryptography
import Gateway
import Testing
import Twilio
import WireFormats

@Suite("Validation of Twilio's requests")
struct TwilioRequestValidatorTests {
    private let byHeaders = TwilioRequestValidator(tokens: [SignedRequest.token], baseURL: nil)
    private let byURL = TwilioRequestValidator(
        tokens: [SignedRequest.token], baseURL: "https://Bots.Example.org/whatsapp")

    @Test("without a configured URL the gateway's headers say what was called, stage included")
    func headers() {
        #expect(byHeaders.isValid(SignedRequest().request))
        var other = SignedRequest()
        other.headers["Host"] = "other.example"
        #expect(!byHeaders.isValid(other.request))
        other.headers["X-Forwarded-Host"] = "example.com"
        #expect(byHeaders.isValid(other.request))
        other.headers["X-Forwarded-Proto"] = "http"
        #expect(!byHeaders.isValid(other.request))
    }

    @Test("the configured URL comes first: its case, its path, then ours without the stage, then the query as it came")
    func configured() {
        var signed = SignedRequest()
        signed.url = "https://Bots.Example.org/whatsapp/webhook?a=1"
        #expect(byURL.isValid(signed.request))
        #expect(!byHeaders.isValid(signed.request))
        // The forwarded host is the second guess.
        #expect(byURL.isValid(SignedRequest().request))
        signed.headers = ["Content-Type": "application/x-www-form-urlencoded"]
        #expect(byURL.isValid(signed.request))
        signed.url = "https://bots.example.org/whatsapp/webhook?a=1"
        #expect(!byURL.isValid(signed.request))
    }

    @Test(
        "either side may have the port or not",
        arguments: [
            ("https://example.com:443", "example.com"), ("https://example.com", "example.com:443"),
            ("https://example.com", "example.com:8443"), ("https://example.com:8443", "example.com:8443"),
            ("https://[::1]:443", "[::1]"), ("https://[::1]", "[::1]:8443"),
        ])
    func port(signed: String, host: String) {
        var request = SignedRequest()
        request.url = signed + "/prod/webhook?a=1"
        request.headers["Host"] = host
        #expect(byHeaders.isValid(request.request))
    }

    @Test("another port than the one that was called is another URL")
    func otherPort() {
        var request = SignedRequest()
        request.url = "https://example.com:8443/prod/webhook?a=1"
        #expect(!byHeaders.isValid(request.request))
    }

    @Test("nothing in the URL is encoded anew", arguments: ["a=it's", "a=%27&b=%7E~", "q=a+b%20c", "a=[1]&b=é"])
    func rawQuery(query: String) {
        var request = SignedRequest()
        request.target.query = query
        request.url = "https://example.com/prod/webhook?" + query
        #expect(byHeaders.isValid(request.request))
    }

    @Test("a field that was changed, added or taken away is noticed, a repetition is not one")
    func fields() {
        func isValid(_ body: String) -> Bool {
            var request = SignedRequest()
            request.fields = [FormField(name: "Body", value: "Hi "), FormField(name: "New", value: "")]
            request.body = Array(body.utf8)
            return byHeaders.isValid(request.request)
        }
        #expect(isValid("Body=Hi+&New="))
        #expect(isValid("New&Body=Hi%20"))
        #expect(isValid("New&Body=Hi%20&Body=Hi+"))
        #expect(!isValid("Body=Hi&New="))
        #expect(!isValid("Body=Hi+"))
        #expect(!isValid("Body=Hi+&New=&Other=1"))
        #expect(!isValid("Body=Hi+&New=%FF"))
    }

    @Test("names and values are told apart by their bytes, not by how they look")
    func composition() {
        var request = SignedRequest()
        request.fields = [FormField(name: "a", value: "é"), FormField(name: "a", value: "e\u{301}")]
        request.body = Array("a=e%CC%81&a=%C3%A9".utf8)
        #expect(byHeaders.isValid(request.request))
        request.body = Array("a=%C3%A9".utf8)
        #expect(!byHeaders.isValid(request.request))
    }

    @Test("while tokens are rotated, either signs")
    func rotation() {
        let account = TwilioAccount(sid: "AC1", token: TwilioAuthToken("new"), previousToken: SignedRequest.token)
        let validator = TwilioRequestValidator(account: account, baseURL: nil)
        var request = SignedRequest()
        #expect(validator.isValid(request.request))
        request.token = TwilioAuthToken("new")
        #expect(validator.isValid(request.request))
        request.token = TwilioAuthToken("old")
        #expect(!validator.isValid(request.request))
    }

    @Test("without a token, a signature, or one signature only, nothing is valid")
    func failsClosed() {
        let request = SignedRequest().request
        #expect(!TwilioRequestValidator(tokens: [], baseURL: nil).isValid(request))
        #expect(!TwilioRequestValidator(account: nil, baseURL: nil).isValid(request))
        #expect(!byHeaders.isValid(SignedRequest().unsigned(SignedRequest().headers)))
        var twice = request
        twice.headers.add("X-Twilio-Signature", "RSOYDt4T1cUTdK1PDd93/VVr8B8=")
        #expect(!byHeaders.isValid(twice))
        for signature in ["", "RSOYDt4T1cUTdK1PDd93/VVr8B8", "AAAA", "!", "RSOYDt4T1cUTdK1PDd93/VVr8B8=\n"] {
            var other = request
            other.headers["X-Twilio-Signature"] = signature
            #expect(!byHeaders.isValid(other))
        }
        var empty = SignedRequest()
        empty.token = TwilioAuthToken("")
        #expect(!TwilioRequestValidator(tokens: [empty.token], baseURL: nil).isValid(empty.request))
    }

    @Test("a body that is no form is covered by its hash in the URL, or the request is refused")
    func bodyHash() {
        var json = SignedRequest()
        json.headers["Content-Type"] = "application/json"
        json.fields = []
        json.body = Array(#"{"property": "value", "boolean": true}"#.utf8)
        func isValid(_ query: String) -> Bool {
            json.target.query = query
            json.url = "https://example.com/prod/webhook" + (query.isEmpty ? "" : "?" + query)
            return byHeaders.isValid(json.request)
        }
        let hash = "0a1ff7634d9ab3b95db5c9a2dfe9416e41502b283a80c7cf19632632f96e6620"
        #expect(isValid("a=1&bodySHA256=" + hash))
        #expect(!isValid("bodySHA256=" + hash.uppercased()))
        #expect(!isValid("bodySHA256="))
        #expect(!isValid("a=1"))
        #expect(!isValid(""))
        json.body.append(UInt8(ascii: " "))
        #expect(!isValid("a=1&bodySHA256=" + hash))
        json.headers["Content-Type"] = nil
        #expect(!isValid(""))
    }

    @Test("a request without a body has everything in its URL")
    func withoutBody() {
        var get = SignedRequest()
        get.fields = []
        get.body = []
        get.headers["Content-Type"] = nil
        #expect(byHeaders.isValid(get.request))
        get.headers["Host"] = nil
        #expect(!byHeaders.isValid(get.request))
    }
}
