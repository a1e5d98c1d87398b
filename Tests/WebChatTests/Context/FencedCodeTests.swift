import Testing
import WireFormats

@testable import WebChat

@Suite("Fenced code")
struct FencedCodeTests {
    @Test(
        "the first block is the code, and the text is without any",
        arguments: [
            ("no code", nil, "no code"), ("```\na\n```", "a", ""), ("x\n```py\na\n\nb\n```\ny", "a\n\nb", "x\n\ny"),
            ("```c++\nint i;\n```", "int i;", ""), ("1```\na\n```2```\nb\n```3", "a", "123"),
            ("inline ```x``` stays", nil, "inline ```x``` stays"), ("cut ```py\nprint(", nil, "cut ```py\nprint("),
            ("```\n```", "", ""), ("a `b` c", nil, "a `b` c"),
            ("``` x ``` and\n```\nreal\n```", "real", "``` x ``` and"),
            ("", nil, ""), ("```\r\nwindows\r\n```", "windows", ""),
        ] as [(String, String?, String)])
    func blocks(answer: String, code: String?, text: String) {
        let parts = FencedCode(answer)
        #expect(parts.code == code)
        #expect(parts.text == text)
    }
}
