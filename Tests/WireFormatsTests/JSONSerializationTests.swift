import Testing
import WireFormats

@Suite("JSON writing")
struct JSONSerializationTests {
    @Test("values are written compactly, members in their order")
    func writesCompactly() {
        let value: JSON = ["b": [1, 2.5, nil, true, false], "a": ["": [:]], "c": []]
        #expect(value.text == #"{"b":[1,2.5,null,true,false],"a":{"":{}},"c":[]}"#)
    }

    @Test("quotes, backslashes and control characters are escaped, all else is as it is")
    func escapes() {
        #expect(
            JSON.string("\"\\/\n\r\t\u{8}\u{C}\u{0}\u{1F}\u{7F}é😀").text == #""\"\\/\n\r\t\u0008\u000c\u0000\u001f"#
                + "\u{7F}é😀\"")
    }

    @Test("a text that only looks like many texts stays one, since quotes never end it early")
    func resistsInjection() throws {
        let text = #"","admin":true,"x":""#
        #expect(try JSON(parsing: JSON.object(["name": .string(text)]).text) == ["name": .string(text)])
    }

    @Test("the writer takes members one by one")
    func writesPieces() {
        var writer = JSONWriter()
        writer.write(string: "a")
        writer.write([1])
        #expect(String(decoding: writer.bytes, as: UTF8.self) == #""a"[1]"#)
    }
}
