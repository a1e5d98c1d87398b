import AWSServices
import Gateway
import Testing
import WireFormats

@testable import Assessments

@Suite("What is submitted")
struct SubmissionTests {
    private static let full: JSONObject = [
        "client_name": "Acme Ltd", "project_name": "Portal", "industry": "Retail", "requirements": "A portal.",
        "duration": "6 months", "team_size": 5,
    ]

    private func read(_ changes: JSONObject = [:]) throws -> Submission {
        var object = Self.full
        for (name, value) in changes { object[name] = value }
        return try Submission(body: object.serialized())
    }

    private func failure(_ changes: JSONObject) -> Failure? {
        do {
            _ = try read(changes)
            return nil
        } catch let failure as Failure {
            return failure
        } catch {
            return nil
        }
    }

    @Test("the event for the worker has the eight fields of the original")
    func event() throws {
        var event = Self.full
        event["action"] = "PROCESS_AGENT_WORKFLOW"
        event["session_id"] = "s1"
        let made = try #require(try read().event(for: "s1").object)
        #expect(Set(made.map(\.key)) == Set(event.map(\.key)))
        for (name, value) in event { #expect(made[name] == value) }
    }

    @Test("what is not said has the original's defaults, and null is not said")
    func defaults() throws {
        func read(_ body: JSONObject) throws -> Submission { try Submission(body: body.serialized()) }
        let expected = try read(["client_name": "Acme", "requirements": "R"])
        #expect(expected.projectName == "")
        #expect(expected.industry == "")
        #expect(expected.duration == "")
        #expect(expected.teamSize == 1)
        let null = try read([
            "client_name": "Acme", "requirements": "R", "project_name": nil, "industry": nil, "duration": nil,
            "team_size": nil,
        ])
        #expect(null == expected)
    }

    @Test("team_size may be a number, whole in whatever notation, or its text", arguments: [7, 7.0, "7"] as [JSON])
    func teamSize(value: JSON) throws {
        #expect(try read(["team_size": value]).teamSize == 7)
    }

    @Test(
        "team_size may be nothing else",
        arguments: ["five", "", "7.5", 7.5, 0, -1, 1_000_001, 1e300, true, [], [:], [7]] as [JSON])
    func badTeamSize(value: JSON) {
        let failure = failure(["team_size": value])
        #expect(failure?.kind == .invalid(field: "team_size"))
        #expect(failure?.message == "team_size must be an integer from 1 to 1000000")
    }

    @Test("both required fields must be there and say something", arguments: ["client_name", "requirements"])
    func required(name: String) {
        for value in [nil, "", " \n\t\u{3000}"] as [JSON] {
            let failure = failure([name: value])
            #expect(failure?.kind == .invalid(field: name))
            #expect(failure?.message == "Missing required fields: client_name and requirements")
        }
    }

    @Test(
        "texts are strings",
        arguments: ["client_name", "project_name", "industry", "duration", "requirements"])
    func types(name: String) {
        for value in [7, false, [], ["a"], ["a": "b"]] as [JSON] {
            let failure = failure([name: value])
            #expect(failure?.kind == .invalid(field: name))
            #expect(failure?.message == "\(name) must be a string, not \(value.kind)")
        }
    }

    @Test("texts have a thousand bytes of UTF-8", arguments: ["client_name", "project_name", "industry", "duration"])
    func limits(name: String) throws {
        _ = try read([name: .string(String(repeating: "é", count: 500))])
        let failure = failure([name: .string(String(repeating: "é", count: 500) + "a")])
        #expect(failure?.kind == .invalid(field: name))
        #expect(failure?.message == "\(name) must be at most 1000 bytes long")
    }

    @Test("requirements have 200,000 bytes as the JSON text that is stored")
    func requirements() throws {
        let frame = #"{"raw_requirements":""}"#.utf8.count
        let longest = try read(["requirements": .string(String(repeating: "a", count: 200_000 - frame))])
        #expect(longest.requirementsData.utf8.count == 200_000)
        for text in [String(repeating: "a", count: 200_001 - frame), String(repeating: "\"", count: 100_000)] {
            let failure = failure(["requirements": .string(text)])
            #expect(failure?.kind == .tooLarge)
            #expect(failure?.message.hasPrefix("requirements ") == true)
        }
    }

    @Test("the longest event, every character of it escaped, fits Lambda's 256 KB for asynchronous invocations")
    func longestEvent() throws {
        let text = JSON.string(String(repeating: "\u{1}", count: 1000))
        let frame = #"{"raw_requirements":""}"#.utf8.count
        let longest = try read([
            "client_name": text, "project_name": text, "industry": text, "duration": text,
            "requirements": .string(String(repeating: "\u{1}", count: (200_000 - frame) / 6)),
        ])
        #expect(longest.event(for: String(repeating: "a", count: 128)).serialized().count <= 262_144)
    }

    @Test("the event of a direct invocation may lack anything, but not have a wrong type")
    func short() throws {
        let short = try Submission(optional: Arguments(["session_id": "s1"]))
        #expect(short.clientName == "")
        #expect(short.requirements == "")
        #expect(throws: Failure.self) { try Submission(optional: Arguments(["requirements": 7])) }
    }

    @Test("two bodies are the same when their values are, however they are written")
    func digest() throws {
        let reordered = JSONObject(Self.full.reversed().map { ($0.key, $0.value) })
        #expect(try Submission(body: reordered.serialized()).digest == read().digest)
        #expect(try read(["team_size": "5"]).digest == read().digest)
        var digests: Set<String> = [try read().digest]
        for (name, value) in Self.full {
            digests.insert(try read([name: value.int == nil ? "other" : 6]).digest)
        }
        #expect(digests.count == 7)
    }

    @Test("what is stored can be read back")
    func roundTrip() throws {
        let submission = try read(["requirements": "\"quoted\" \u{0} 🙂\nline"])
        var item = submission.attributes
        item["session_id"] = "s1"
        #expect(Submission(try #require(Assessment(item))) == submission)
        #expect(item["team_size"] == .number("5"))
    }
}
