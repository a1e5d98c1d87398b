import AWSServices
import Testing
import WireFormats

@testable import Tables

@Suite("Item sizes")
struct ItemSizeTests {
    @Test(
        "values have the sizes of DynamoDB's documentation",
        arguments: [
            ("abc", 3), ("äöü", 6), ("", 0), (1, 2), (12, 2), (123, 3), (-12, 3), (.number("100"), 2),
            (.number("0.0012"), 2), (0, 1), (.binary([1, 2]), 2), (true, 1), (.null, 1), (.list([]), 3),
            (.list(["a", .list([])]), 3 + 1 + 1 + 3 + 1), (.map([:]), 3), (.map(["key": "value"]), 3 + 3 + 5 + 1),
            (.stringSet(["a", "bc"]), 3), (.numberSet(["1", "200"]), 4), (.binarySet([[1], [2, 3]]), 3),
        ] as [(AttributeValue, Int)])
    func values(value: AttributeValue, size: Int) {
        #expect(ItemSize.of(value) == size)
    }

    @Test("names count, in UTF-8")
    func names() {
        #expect(ItemSize.of(["id": "a", "ключ": "b"]) == 2 + 1 + 8 + 1)
    }
}
