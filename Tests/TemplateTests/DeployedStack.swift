import Foundation
import Synchronization
import TestSupport
import WireFormats

/// The expanded template, deployed by moto's CloudFormation: names, references and conditions are resolved as there.
///
/// moto creates the role, the function, the tables, the buckets, the queue, the rule and the log groups. It knows neither
/// HTTP APIs nor alarms, so that what asks for their attributes is left out.
struct DeployedStack: Sendable {
    /// `FunctionName`.
    let name: String
    let outputs: [String: String]
    /// The function's environment.
    let environment: [String: String]
    /// The function, as Lambda describes it.
    let function: JSON
    /// What the function's role allows.
    let permissions: Permissions
    /// The event of the schedule.
    let scheduledEvent: JSON

    private static let stacks = Mutex<[[String: String]: Task<DeployedStack, any Error>]>([:])

    /// Deployed once for all tests that only look at it.
    static func shared(_ parameters: [String: String] = [:]) async throws -> DeployedStack {
        let stack = stacks.withLock { stacks in
            let stack = stacks[parameters] ?? Task { try await deploy(parameters) }
            stacks[parameters] = stack
            return stack
        }
        return try await stack.value
    }

    /// A stack of its own.
    static func deploy(_ parameters: [String: String] = [:]) async throws -> DeployedStack {
        let template = try await Template.expanded(parameters)
        let directory = try TemporaryDirectory()
        let file = directory.path + "/template.json"
        try Data(template.json.serialized()).write(to: URL(filePath: file))
        let name = "colloquy-" + String(UInt32.random(in: .min ... .max), radix: 36)
        let parameters = parameters.merging(["FunctionName": name]) { $1 }
        let result = try JSON(
            parsing: try await Python.run(
                script,
                [
                    try await MotoServer.shared.endpoint, file,
                    Template.text(parameters),
                ],
                environment: MotoServer.environment))
        return try DeployedStack(result, name)
    }

    private init(_ json: JSON, _ name: String) throws {
        func texts(_ name: String) -> [String: String] {
            Dictionary(uniqueKeysWithValues: (json[name]?.object ?? JSONObject()).map { ($0, $1.string ?? $1.text) })
        }
        self.name = name
        outputs = texts("outputs")
        environment = texts("environment")
        function = json["function"] ?? .null
        permissions = Permissions(documents: json["policies"]?.array ?? [])
        scheduledEvent = json["scheduled"] ?? .null
    }

    private static let script = """
        import ast, io, json, sys, zipfile
        import boto3

        endpoint, file, parameters = sys.argv[1:]
        parameters = json.loads(parameters)
        name = parameters["FunctionName"]
        client = lambda service: boto3.client(service, endpoint_url=endpoint)
        archive = io.BytesIO()
        with zipfile.ZipFile(archive, "w") as files:
            files.writestr("bootstrap", "")
        client("s3").create_bucket(Bucket="code")
        client("s3").put_object(Bucket="code", Key="colloquy.zip", Body=archive.getvalue())

        template = json.load(open(file))
        del template["Resources"]["Dashboard"], template["Outputs"]["ApiUrl"]
        cloudformation = client("cloudformation")
        cloudformation.create_stack(
            StackName=name, TemplateBody=json.dumps(template), Capabilities=["CAPABILITY_IAM"],
            Parameters=[{"ParameterKey": key, "ParameterValue": value} for key, value in parameters.items()])
        stack = cloudformation.describe_stacks(StackName=name)["Stacks"][0]
        assert stack["StackStatus"] == "CREATE_COMPLETE", stack

        function = client("lambda").get_function_configuration(FunctionName=name)
        iam = client("iam")
        role = function["Role"].split("/")[-1]
        # moto gives the policies of a stack's role as Python writes them, not as JSON.
        policies = [
            ast.literal_eval(iam.get_role_policy(RoleName=role, PolicyName=policy)["PolicyDocument"])
            for policy in iam.list_role_policies(RoleName=role)["PolicyNames"]]
        assert not iam.list_attached_role_policies(RoleName=role)["AttachedPolicies"]
        events = client("events")
        rule = events.list_rule_names_by_target(TargetArn=function["FunctionArn"])["RuleNames"][0]
        print(json.dumps({
            "outputs": {output["OutputKey"]: output["OutputValue"] for output in stack["Outputs"]},
            "environment": function["Environment"]["Variables"],
            "function": {
                key: function[key] for key in ("Runtime", "Handler", "MemorySize", "Timeout", "FunctionArn")},
            "policies": policies,
            "scheduled": json.loads(events.list_targets_by_rule(Rule=rule)["Targets"][0]["Input"]),
        }))
        """
}
