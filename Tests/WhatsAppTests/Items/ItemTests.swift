import AWSServices
import Testing
import WireFormats

@testable import WhatsApp

@Suite("Items")
struct ItemTests {
    private static let time = Timestamp(seconds: 1_795_000_000)
    private static let id = "00000000-0000-4000-8000-00000000000a"
    private static let place = MessagePlace(ordinal: 3, time: time, tieBreak: "0a")

    private static var session: WhatsAppSession {
        var session = WhatsAppSession(id: id, address: .anna, ordinal: 3, at: time, previousID: "before")
        session.mode = .human
        session.messageCount = 4
        session.context = ["a": .list([1, "x"])]
        session.orderDetails = .map(["total_amount": .number("129.95")])
        session.version = 2
        return session
    }

    private static var message: WhatsAppMessage {
        var message = WhatsAppMessage(
            id: id, sessionID: id, address: .anna, place: place,
            NewMessage(
                "See", type: .image, direction: .outbound,
                media: [
                    MessageMedium(url: "https://example.com/1", contentType: "image/png"),
                    MessageMedium(url: "https://example.com/2", contentType: ""),
                ], sid: "SM1", delivery: .failed), metadata: ["a": true])
        message.errorCode = "63016"
        return message
    }

    @Test("a session is read back as it was written, also when it has ended")
    func session() {
        let session = Self.session
        #expect(WhatsAppSession(session.item) == session)
        let ended = session.ended(as: .completed, at: Self.time + .seconds(1))
        #expect(WhatsAppSession(ended.item) == ended && ended.mode == .bot)
    }

    @Test("a session's entries in the lists lead to it")
    func lists() {
        let session = Self.session
        #expect(WhatsAppSession.key(ofEntry: session.item) == ContactAddress.anna.sessionKey(3))
        #expect(WhatsAppSession.key(ofEntry: session.handOffItem) == ContactAddress.anna.sessionKey(3))
        #expect(WhatsAppSession.key(ofEntry: ContactAddress.anna.contactKey) == nil)
        #expect(session.item["gsi1pk"] == "wa#sessions#active" && session.item["gsi2pk"] == "wa#sessions")
        #expect(session.handOffItem["gsi1pk"] == "wa#sessions#human")
    }

    @Test("a message is read back as it was written, and shown with all that is known")
    func message() {
        let message = Self.message
        #expect(WhatsAppMessage(message.item) == message)
        #expect(
            message.json == [
                "id": .string(Self.id), "content": "See", "message_type": "image", "direction": "outbound",
                "timestamp": .string(Self.time.description), "metadata": ["a": true], "session_id": .string(Self.id),
                "media": [
                    ["url": "https://example.com/1", "content_type": "image/png"],
                    ["url": "https://example.com/2", "content_type": ""],
                ],
                "message_sid": "SM1", "status": "failed", "error_code": "63016",
            ])
    }

    @Test("a receipt is read back as it was written")
    func receipt() {
        var receipt = Receipt(
            address: .anna, id: "SM1", state: .pending, sessionID: Self.id, place: Self.place, digest: "d",
            leaseOwner: "o", leaseUntil: 5)
        #expect(Receipt(receipt.item(storedAt: Self.time)) == receipt)
        #expect(receipt.item(storedAt: Self.time)["gsi1pk"] == Receipt.duePartition)
        receipt.state = .settled
        receipt.answer = "<Response/>"
        receipt.replies = [Self.place]
        #expect(Receipt(receipt.item(storedAt: Self.time)) == receipt)
        #expect(receipt.item(storedAt: Self.time)["gsi1pk"] == nil)
    }

    @Test("what is damaged or something else is not taken for an item")
    func damaged() {
        for name in ["pk", "sk", "session_id", "status", "created_at", "last_activity"] {
            #expect(WhatsAppSession(Self.session.item.filter { $0.key != name }) == nil)
        }
        for name in ["pk", "sk", "message_id", "session_id", "direction"] {
            #expect(WhatsAppMessage(Self.message.item.filter { $0.key != name }) == nil)
        }
        #expect(Contact(Self.session.item) == nil && Receipt(Self.session.item) == nil)
        #expect(WhatsAppSession(Self.message.item) == nil && WhatsAppMessage(Self.session.item) == nil)
    }

    @Test(
        "only what is written like our ids is one",
        arguments: [
            (id, true), ("", false), ("x", false), (id + "0", false), (id.replacingFirst("g"), false),
            (id.uppercased(), false), (String(repeating: "-", count: 36), false),
        ])
    func identifiers(_ text: String, _ isID: Bool) {
        #expect(WhatsAppSession.isID(text) == isID)
    }

    @Test("the window closes 24 hours after the last message that came in")
    func window() {
        let window = ServiceWindow(lastInboundAt: Self.time, now: Self.time + .seconds(86_399))
        #expect(window.isOpen && window.closesAt == Self.time + .seconds(86_400))
        #expect(!ServiceWindow(lastInboundAt: Self.time, now: Self.time + .seconds(86_400)).isOpen)
        #expect(!ServiceWindow(lastInboundAt: nil, now: Self.time).isOpen)
    }
}

extension String {
    /// With its first character replaced.
    fileprivate func replacingFirst(_ text: String) -> String { text + dropFirst() }
}
