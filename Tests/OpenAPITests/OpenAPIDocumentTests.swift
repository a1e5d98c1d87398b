import Application
import ApplicationTestSupport
import Foundation
import Gateway
import OpenAPI
import TestSupport
import Testing
import WireFormats

@Suite("The description of the HTTP API")
struct OpenAPIDocumentTests {
    private static let path = PackageRoot.path + "/openapi.json"

    private func document() throws -> OpenAPIDocument {
        let dispatcher = try TestApplication().dispatcher
        return try OpenAPIDocument(routes: dispatcher.router.routes, operations: dispatcher.operations.names)
    }

    @Test("has every route and every operation, and nothing that is not there")
    func complete() throws {
        let dispatcher = try TestApplication().dispatcher
        let paths = try #require(try document().json["paths"]?.object)
        let routes = paths.flatMap { path, methods in
            (methods.object ?? [:]).map { "\($0.0.uppercased()) \(path)" }
        }
        #expect(Set(routes) == Set(dispatcher.router.routes.map { "\($0.method) \($0.path)" }))
    }

    @Test("cannot be made of a route that nobody has described, nor without one that somebody has")
    func incomplete() throws {
        let dispatcher = try TestApplication().dispatcher
        let routes =
            dispatcher.router.routes.filter { $0.path != "/health" } + [
                Route("GET", "/new") { _ in Response() }
            ]
        #expect(throws: DescriptionError(undescribed: ["GET /new"], absent: ["GET /health"])) {
            try OpenAPIDocument(routes: routes, operations: dispatcher.operations.names)
        }
    }

    @Test("openapi.json is what colloquy openapi prints: run it again when this fails")
    func current() async throws {
        let printed = try await ChildProcess.run(
            try BuildProducts.executable("colloquy"), ["openapi"], environment: ProcessInfo.processInfo.environment)
        let committed = try String(contentsOfFile: Self.path, encoding: .utf8)
        #expect(try JSON(parsing: printed) == document().json)
        #expect(printed == committed)
    }

    @Test("is valid OpenAPI 3.1, by the validator that the specification's tools use")
    func valid() async throws {
        let output = try await Python.run(
            """
            import json, sys
            from openapi_spec_validator import OpenAPIV31SpecValidator
            document = json.load(open(sys.argv[1]))
            for error in OpenAPIV31SpecValidator(document).iter_errors():
                print("/".join(map(str, error.absolute_path)), error.message[:300])
            ids = [operation["operationId"] for path in document["paths"].values() for operation in path.values()]
            print(len(ids) == len(set(ids)))
            """, [Self.path])
        #expect(output == "True\n")
    }

    @Test("every parameter of a path is described, and every reference leads somewhere")
    func references() throws {
        let json = try document().json
        let schemas = Set(json["components"]?["schemas"]?.object?.map(\.0) ?? [])
        let references = json.text.matches(of: #/"#\/components\/schemas\/([^"]+)"/#).map { String($0.1) }
        #expect(Set(references).subtracting(schemas) == [])
        for (path, methods) in json["paths"]?.object ?? [:] {
            let names = Set(path.matches(of: #/\{([^}]+)\}/#).map { String($0.1) })
            for (method, endpoint) in methods.object ?? [:] {
                let described = endpoint["parameters"]?.array?.filter { $0["in"] == "path" } ?? []
                #expect(Set(described.compactMap { $0["name"]?.string }) == names, "\(method) \(path)")
            }
        }
    }
}
