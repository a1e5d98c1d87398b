import Testing
import WireFormats

@testable import LocalCloud

@Suite("An HTTP API reads the function's answer")
struct HTTPAPIAnswerTests {
    private func response(_ answer: String) -> ServerResponse? { ServerResponse(httpAPI: Array(answer.utf8)) }

    @Test("with status, headers, cookies and body")
    func whole() {
        #expect(
            response(#"{"statusCode":201,"headers":{"X-A":"b","X-N":1},"cookies":["a=1","b=2"],"body":"ü"}"#)
                == ServerResponse(
                    status: 201,
                    headers: [
                        "X-A": "b", "X-N": "1", "Content-Type": "text/plain;charset=UTF-8", "Set-Cookie": "a=1",
                        "Set-Cookie": "b=2",
                    ], body: Array("ü".utf8)))
    }

    @Test("in base64")
    func base64() {
        #expect(response(#"{"statusCode":200,"body":"/wA=","isBase64Encoded":true}"#)?.body == [0xFF, 0])
    }

    @Test("without statusCode as the JSON body of a 200", arguments: ["[1,2]", #"{"a":1}"#, "null", "7"])
    func bare(answer: String) {
        #expect(
            response(answer)
                == ServerResponse(
                    status: 200, headers: ["Content-Type": "application/json"], body: Array(answer.utf8)))
    }

    @Test("that is a string as that text")
    func bareText() { #expect(response(#""hello""#)?.body == Array("hello".utf8)) }

    @Test(
        "and refuses what is malformed",
        arguments: [
            "{", #"{"statusCode":99}"#, #"{"statusCode":"x"}"#, #"{"statusCode":200,"body":{}}"#,
            #"{"statusCode":200,"body":"?","isBase64Encoded":true}"#, #"{"statusCode":200,"headers":[]}"#,
            #"{"statusCode":200,"headers":{"a":[]}}"#, #"{"statusCode":200,"headers":{"a":"x\r\ny"}}"#,
            #"{"statusCode":200,"cookies":"a"}"#, #"{"statusCode":200,"cookies":[1]}"#,
        ])
    func malformed(answer: String) { #expect(response(answer) == nil) }
}
