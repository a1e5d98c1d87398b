import Testing
import WireFormats

@testable import WebChat

@Suite("Names of files")
struct AttachmentTests {
    @Test(
        "a title becomes a name that ends nothing and hides nothing",
        arguments: [
            ("Trip to Łódź", "Trip%20to%20%C5%81%C3%B3d%C5%BA.md"), ("", "chat.md"), ("...", "chat.md"),
            ("../../etc/passwd", "etc%20passwd.md"),
            ("a\"; filename=b\r\nSet-Cookie: x=1", "a%20%3B%20filename%3Db%20Set-Cookie%20x%3D1.md"),
            ("gpj\u{202E}exe", "gpj%20exe.md"), ("CON:\u{0}|", "CON.md"),
            (String(repeating: "é", count: 100), String(repeating: "%C3%A9", count: 60) + ".md"),
        ])
    func names(title: String, name: String) {
        let value = Attachment.disposition(title, extension: "md")
        #expect(value == "attachment; filename=\"chat.md\"; filename*=UTF-8''\(name)")
        #expect(value.utf8.allSatisfy { (0x20...0x7E).contains($0) })
    }
}
