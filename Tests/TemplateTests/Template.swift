import Foundation
import Synchronization
import TestSupport
import WireFormats

/// `template.yaml` as SAM expands it: plain resources, with their conditions and references still in them.
struct Template: Sendable {
    let json: JSON

    private static let expansions = Mutex<[[String: String]: Task<Template, any Error>]>([:])

    /// Expanded once for all tests.
    ///
    /// - Parameter parameters: in place of their defaults. SAM looks at some itself.
    static func expanded(_ parameters: [String: String] = [:]) async throws -> Template {
        let expansion = expansions.withLock { expansions in
            let expansion = expansions[parameters] ?? Task { try await expand(parameters) }
            expansions[parameters] = expansion
            return expansion
        }
        return try await expansion.value
    }

    private static func expand(_ parameters: [String: String]) async throws -> Template {
        let json = try JSON(
            parsing: try await Python.run(
                script, [path, text(parameters)], environment: ["AWS_DEFAULT_REGION": "us-east-1"]))
        return Template(json: json)
    }

    static let path = PackageRoot.path + "/template.yaml"

    /// The zip lies in a bucket by then, where `sam deploy` and `aws cloudformation package` put it.
    private static let script = """
        import json, sys
        from cfnlint.decode import cfn_yaml
        from samtranslator.translator.managed_policy_translator import ManagedPolicyLoader
        from samtranslator.translator.transform import transform

        template = json.loads(json.dumps(cfn_yaml.load(sys.argv[1])))
        for name, value in json.loads(sys.argv[2]).items():
            template["Parameters"][name]["Default"] = value
        function = template["Resources"]["Function"]["Properties"]
        assert function["CodeUri"] == ".build/package/colloquy.zip", function["CodeUri"]
        function["CodeUri"] = "s3://code/colloquy.zip"
        # The role is spelled out: AWS's managed policies are not looked up.
        print(json.dumps(transform(template, {}, ManagedPolicyLoader(None))))
        """

    static func text(_ parameters: [String: String]) -> String {
        JSON.object(JSONObject(parameters.map { ($0, .string($1)) })).text
    }

    /// Resources of a type, by their logical names.
    func resources(_ type: String) -> [String: JSON] {
        Dictionary(
            uniqueKeysWithValues: (json["Resources"]?.object ?? JSONObject()).compactMap { name, resource in
                resource["Type"]?.string == type ? (name, resource) : nil
            })
    }

    func properties(_ name: String) -> JSON? { json["Resources"]?[name]?["Properties"] }

    /// The function's environment, as the template words it.
    var environment: JSONObject { properties("Function")?["Environment"]?["Variables"]?.object ?? JSONObject() }

    /// The table or bucket that a variable of the environment names when there is no other: the `Ref` in
    /// `!If [condition, !Ref Resource, !Ref Parameter]`.
    func resource(namedBy variable: String) -> String? {
        environment[variable]?["Fn::If"]?[1]?["Ref"]?.string.flatMap { json["Resources"]?[$0] == nil ? nil : $0 }
    }
}
