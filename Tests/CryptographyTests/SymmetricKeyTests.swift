import Cryptography
import Testing

@Suite("Keys")
struct SymmetricKeyTests {
    @Test("a key is not in what is printed of it")
    func description() {
        let key = SymmetricKey(data: [201, 202, 203])
        var dumped = ""
        dump([key], to: &dumped)
        for text in ["\(key)", "\([key])", String(reflecting: key), dumped] { #expect(!text.contains("20")) }
        #expect("\(key)" == "a key of 3 bytes")
    }
}
