import AWSCore
import WireFormats

/// Answers like DynamoDB, with the same session and one message each time: what a client costs shows best against a
/// server that costs nothing.
final class StorageStub: Sendable {
    private let server: LoopbackServer

    var port: UInt16 { server.port }
    var endpoint: String { "http://127.0.0.1:\(server.port)" }

    init() throws {
        let item: JSON = [
            "Item": [
                "pk_session_id": ["S": "00000000-0000-4000-8000-000000000000"], "user_id": ["S": "alice"],
                "title": ["S": "Lisbon in May"], "created_at": ["S": "2026-11-21T01:33:24.986238Z"],
                "updated_at": ["S": "2026-11-21T01:33:24.986238Z"], "message_count": ["N": "1"],
            ]
        ]
        let page: JSON = [
            "Count": 1, "ScannedCount": 1,
            "Items": [
                [
                    "pk_message_id": ["S": "MESSAGE-1795224804-0a1b2c3d"],
                    "sk_session_id": ["S": "00000000-0000-4000-8000-000000000000"],
                    "user_prompt": ["S": "What should I see in Lisbon?"],
                    "bot_response": ["S": "Begin with the Alfama, early, before the trams fill up."],
                    "sources": ["L": []], "created_at": ["S": "2026-11-21T01:33:24.986238Z"],
                    "response_time": ["N": "0"],
                ]
            ],
        ]
        let (itemAnswer, pageAnswer) = (Self.answer(item), Self.answer(page))
        // Every request names its table; only a query names an index.
        server = try LoopbackServer { message in
            message.body.contains("IndexName".utf8) ? pageAnswer : itemAnswer
        }
    }

    private static func answer(_ value: JSON) -> [UInt8] {
        let body = value.serialized()
        return response(
            "200 OK", headers: ["Content-Type: application/x-amz-json-1.0", "x-amz-crc32: \(CRC32.checksum(body))"],
            body: body)
    }
}
