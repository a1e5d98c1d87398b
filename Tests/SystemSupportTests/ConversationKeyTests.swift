import AWSServices
import SystemSupport
import Testing
import WireFormats

@Suite("Keys of the conversations table")
struct ConversationKeyTests {
    @Test("an item's key is what the table knows it by, without the keys of indexes")
    func key() {
        let item: Item = ["pk": "a", "sk": "b", "gsi1pk": "c", "gsi1sk": "d", "gsi2pk": "e", "text": "f"]
        #expect(item.conversationKey == ["pk": "a", "sk": "b"])
    }
}
