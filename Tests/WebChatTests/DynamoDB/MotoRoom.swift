import SystemSupport
import SystemTestSupport
import TestSupport
import WebChat
import WireFormats

/// System 002 on moto's DynamoDB.
struct MotoRoom: Sendable {
    let room: ChatRoom
    let cloud: MotoCloud

    init() async throws {
        cloud = try await MotoCloud(ChatRoom.schema.tables, on: .start())
        room = try ChatRoom(
            { request in
                let isSummary = request.system.first?.hasPrefix("You keep the record") == true
                return ModelAnswer(text: isSummary ? "A record." : "Answer to \(request.messages.count).")
            }, options: WebChat.Options(contextTokenBudget: 100), engine: cloud.tables)
    }
}
