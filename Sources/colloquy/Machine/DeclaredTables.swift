import Application
import Tables

/// The tables that the application declares, under the names that the environment gives them.
enum DeclaredTables {
    /// - Throws: ``ConfigurationError`` when only some of a system's tables are named.
    static func schemas(environment: [String: String]) throws -> [TableSchema] {
        var environment = environment.merging(FunctionSetting.defaults) { $0.isEmpty ? $1 : $0 }
        // Only names count here; how the function authorizes its callers does not.
        environment["AUTH_MODE"] = "open"
        return ApplicationSchema(try Configuration(environment: environment)).tables
    }
}
