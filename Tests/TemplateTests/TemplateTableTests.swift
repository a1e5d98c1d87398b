import Application
import Tables
import Testing
import WireFormats

@Suite("The template's tables")
struct TemplateTableTests {
    /// The schemas that the code declares, under the logical names of the template's tables.
    private func schemas(_ template: Template) throws -> [TableSchema] {
        var environment = ["AUTH_MODE": "open"]
        for (variable, _) in template.environment {
            if let resource = template.resource(namedBy: variable) { environment[variable] = resource }
        }
        return ApplicationSchema(try Configuration(environment: environment)).tables
    }

    @Test("have the keys, indexes and projections that the code declares, and are paid by use")
    func creation() async throws {
        let template = try await Template.expanded()
        let schemas = try schemas(template)
        #expect(Set(template.resources("AWS::DynamoDB::Table").keys) == Set(schemas.map(\.name)))
        for schema in schemas {
            var table = template.properties(schema.name)?.object ?? JSONObject()
            table["TableName"] = .string(schema.name)
            table["PointInTimeRecoverySpecification"] = nil
            table["TimeToLiveSpecification"] = nil
            #expect(JSON.object(table) == JSON.object(schema.creation), "\(schema.name)")
        }
    }

    @Test("expire what the code says")
    func timeToLive() async throws {
        let template = try await Template.expanded()
        for schema in try schemas(template) {
            let expected: JSON? = schema.timeToLive.map { ["AttributeName": .string($0), "Enabled": true] }
            #expect(template.properties(schema.name)?["TimeToLiveSpecification"] == expected, "\(schema.name)")
        }
    }

    @Test("can be restored to any second of the last 35 days, and outlive the stack")
    func safety() async throws {
        let template = try await Template.expanded()
        for (name, table) in template.resources("AWS::DynamoDB::Table") {
            #expect(
                table["Properties"]?["PointInTimeRecoverySpecification"] == ["PointInTimeRecoveryEnabled": true],
                "\(name)")
            #expect(table["DeletionPolicy"] == "Retain" && table["UpdateReplacePolicy"] == "Retain", "\(name)")
        }
    }
}
