import AWSServices
import Gateway
import SystemSupport
import WireFormats

/// What a client submits: the eight fields of the original's asynchronous event, less the action and the id.
struct Submission: Sendable, Hashable {
    var clientName: String
    var projectName: String
    var industry: String
    var requirements: String
    var duration: String
    var teamSize: Int

    /// Of each text but the requirements, in bytes of UTF-8.
    static let maximumText = 1000
    /// Of `requirements_data`, in bytes of JSON: it shares an item of 400 KB with what the tool functions add.
    static let maximumRequirements = 200_000
    static let teamSizes = 1...1_000_000

    private static let missing = "Missing required fields: client_name and requirements"

    /// Reads the body of a request.
    ///
    /// - Throws: 400 that names the field, and 413 for requirements that are too long.
    init(body: [UInt8]) throws(Failure) {
        let arguments: Arguments
        do {
            arguments = try Arguments(body: body)
        } catch {
            // The original told an array, too, what it lacks.
            guard (try? JSON(parsing: body))?.array == nil else {
                throw Failure(.invalid(field: "client_name"), Self.missing)
            }
            throw error
        }
        guard arguments.has("client_name") else { throw Failure(.invalid(field: "client_name"), Self.missing) }
        guard arguments.has("requirements") else { throw Failure(.invalid(field: "requirements"), Self.missing) }
        try self.init(optional: arguments)
        guard !clientName.isBlank else { throw Failure(.invalid(field: "client_name"), Self.missing) }
        guard !requirements.isBlank else { throw Failure(.invalid(field: "requirements"), Self.missing) }
    }

    /// The same with the original's defaults for whatever is missing: the short form of the asynchronous event.
    init(optional arguments: Arguments) throws(Failure) {
        func text(_ name: String) throws(Failure) -> String {
            try arguments.stringIfPresent(name, maximumBytes: Self.maximumText, allowsEmpty: true) ?? ""
        }
        clientName = try text("client_name")
        projectName = try text("project_name")
        industry = try text("industry")
        duration = try text("duration")
        requirements = try arguments.stringIfPresent("requirements", maximumBytes: .max, allowsEmpty: true) ?? ""
        teamSize = try Self.teamSize(arguments) ?? 1
        guard requirementsData.utf8.count <= Self.maximumRequirements else {
            throw Failure(
                .tooLarge, "requirements must take at most \(Self.maximumRequirements) bytes as JSON text")
        }
    }

    /// `requirements_data` as it begins.
    var requirementsData: String { (["raw_requirements": .string(requirements)] as JSON).text }

    /// What makes two submissions the same.
    var digest: String { RequestDigest.of(json) }

    /// The event with which the function invokes itself.
    func event(for id: String) -> JSON {
        var event = Self.continuation(of: id)
        for (name, value) in json.object ?? [:] { event[name] = value }
        return .object(event)
    }

    /// The event for a run whose item holds the rest.
    static func continuation(of id: String) -> JSONObject {
        ["action": .string(Assessments.workflowAction), "session_id": .string(id)]
    }

    private var json: JSON {
        [
            "client_name": .string(clientName), "project_name": .string(projectName),
            "industry": .string(industry), "requirements": .string(requirements), "duration": .string(duration),
            "team_size": .number(JSONNumber(teamSize)),
        ]
    }

    /// A number, or its text, which the original took as well.
    private static func teamSize(_ arguments: Arguments) throws(Failure) -> Int? {
        guard let value = arguments["team_size"] else { return nil }
        guard let size = value.int ?? value.string.flatMap({ Int($0) }), teamSizes.contains(size) else {
            throw arguments.invalid(
                "team_size", "must be an integer from \(teamSizes.lowerBound) to \(teamSizes.upperBound)")
        }
        return size
    }
}

extension Submission {
    /// What was submitted, read back from the item.
    init(_ assessment: Assessment) {
        clientName = assessment.clientName
        projectName = assessment.projectName
        industry = assessment.industry
        requirements = assessment.requirements
        duration = assessment.duration
        teamSize = assessment.teamSize
    }

    /// The attributes that it has in the item.
    var attributes: Item {
        [
            AssessmentAttribute.clientName: .string(clientName),
            AssessmentAttribute.projectName: .string(projectName),
            AssessmentAttribute.industry: .string(industry), AssessmentAttribute.duration: .string(duration),
            AssessmentAttribute.teamSize: .int(teamSize),
            AssessmentAttribute.requirements: .string(requirementsData),
        ]
    }
}
