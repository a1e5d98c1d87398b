import AWSCore
import AWSServices
import ArgumentParser
import Tables

/// `colloquy tables`: the tables in DynamoDB, or in a server compatible with it.
struct TablesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tables", abstract: "Looks after the tables in DynamoDB.",
        discussion: "Names come from SESSION_TABLE and the like; credentials and region are found as the AWS SDKs do.",
        subcommands: [Create.self, List.self])

    /// Where DynamoDB is.
    struct Place: ParsableArguments {
        @Option(help: ArgumentHelp("The URL of a DynamoDB-compatible server.", valueName: "url"))
        var endpoint: String?

        func validate() throws {
            if let endpoint { try StorageOptions.check(endpoint: endpoint) }
        }

        func creation() throws -> TableCreation {
            var environment = Surroundings.environment
            if let endpoint {
                environment["AWS_ENDPOINT_URL_DYNAMODB"] = endpoint
                if environment["AWS_REGION"] == nil, environment["AWS_DEFAULT_REGION"] == nil {
                    environment["AWS_REGION"] = "us-east-1"
                }
            }
            do {
                return TableCreation(client: try DynamoDBClient(try Network(environment: environment).context))
            } catch let error as AWSError {
                throw ValidationError(error.message)
            }
        }
    }

    struct Create: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Creates those of the application's tables that do not exist.")

        @OptionGroup var place: Place

        func run() async throws {
            let creation = try place.creation()
            for schema in try DeclaredTables.schemas(environment: Surroundings.environment) {
                let outcome = try await creation.create(schema)
                Terminal.output.print("\(schema.name)  \(outcome.rawValue)")
            }
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Lists all tables that are there.")

        @OptionGroup var place: Place

        func run() async throws {
            for name in try await place.creation().names() { Terminal.output.print(name) }
        }
    }
}
