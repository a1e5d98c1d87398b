import Assessments
import SystemTestSupport
import TestSupport
import WireFormats

/// System 001 on moto's DynamoDB.
struct MotoOffice: Sendable {
    let office: Office
    let cloud: MotoCloud

    init(_ scripts: [ScriptedAgent.Script] = [.steps(Office.happySteps)]) async throws {
        cloud = try await MotoCloud(Office.schema.tables, on: .start())
        office = try await Office(scripts, engine: cloud.tables)
    }
}
