import Gateway
import Testing
import WireFormats

@testable import Twilio

@Suite("Forms")
struct FormBodyTests {
    @Test("come back as they were encoded, in order, repetitions included")
    func roundTrip() throws {
        let fields = [
            FormField(name: "a b", value: "1+1=2 & é😀\r\n"), FormField(name: "", value: ""),
            FormField(name: "x", value: ""), FormField(name: "x", value: "%41"),
        ]
        #expect(try FormBody(Array(FormBody(fields: fields).encoded.utf8)).fields == fields)
        #expect(try FormBody([]).fields == [])
    }

    @Test("of a field that comes twice the first value is given, and an empty one is none")
    func subscripting() throws {
        let form = try FormBody(Array("a=1&a=2&b=&b=3".utf8))
        #expect(form["a"] == "1" && form["b"] == nil && form["A"] == nil)
    }

    @Test("that are not UTF-8 are refused", arguments: [[0xFF], Array("a=%FF".utf8), Array("%C3=1".utf8)])
    func notUTF8(body: [UInt8]) {
        #expect(throws: Failure(.badRequest, "The form is not UTF-8 when decoded")) { try FormBody(body) }
    }

    @Test("are told by their content type")
    func contentType() {
        #expect(FormBody.isForm(contentType: "application/x-www-form-urlencoded"))
        #expect(FormBody.isForm(contentType: "Application/X-WWW-Form-URLEncoded ; charset=utf-8"))
        #expect(!FormBody.isForm(contentType: "application/json"))
        #expect(!FormBody.isForm(contentType: "application/x-www-form-urlencoded2"))
        #expect(!FormBody.isForm(contentType: nil))
    }
}
