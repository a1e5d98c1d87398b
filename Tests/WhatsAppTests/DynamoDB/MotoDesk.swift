import SystemSupport
import SystemTestSupport
import TestSupport
import WireFormats

/// System 004 on moto's DynamoDB.
struct MotoDesk: Sendable {
    let desk: Desk
    let cloud: MotoCloud

    init() async throws {
        // Writers meet in these tests.
        cloud = try await MotoCloud(Desk.schema.tables, on: .start(isSerial: true))
        desk = try Desk(engine: cloud.tables)
    }
}
