import Foundation
import TestSupport
import Testing

/// Reads the sources of the layers in which texts are identifiers, for comparisons that Swift makes by canonical
/// equivalence or by grapheme: see `ExactText`.
@Suite("Texts are told apart by their bytes")
struct ExactTextRuleTests {
    private static let layers = [
        "WireFormats", "AWSCore", "AWSServices", "Tables", "Redis", "Gateway", "SystemSupport", "ChatSessions",
        "Assessments", "WebChat", "ContextMemory", "WhatsApp",
    ]

    /// Where a dictionary or a set of strings does no harm, and why.
    private static let exempt: [String: String] = [
        // Names of variables and settings, which the operator chooses.
        "AWSContext.swift": "environment", "ContainerCredentials.swift": "environment",
        "ProfileCredentials.swift": "environment", "EnvironmentCredentials.swift": "environment",
        "CredentialChain.swift": "environment", "SharedProfile.swift": "profiles",
        "AWSConfiguration.swift": "environment", "ProfileFile.swift": "profiles",
        "RoleCredentials.swift": "environment and profiles", "WebIdentityCredentials.swift": "environment",
        "InstanceMetadataCredentials.swift": "environment", "SecurityTokenService.swift": "environment",
        "SharedProfiles.swift": "environment",
        // Looked up by what AWS says, in ASCII.
        "RetryPolicy.swift": "error codes", "SigV4Claim.swift": "names of a signature's members",
        "SQLiteConnection.swift": "SQL of our own", "EventSource.swift": "what AWS calls its services",
        // Our own names in ASCII; what a client sends leads to the same handler or to none.
        "MountedPath.swift": "parameters of routes", "RoutePath.swift": "parameters of routes",
        "Request.swift": "parameters of routes", "RouteTree.swift": "routes", "HTTPEvent.swift": "parameters of routes",
        "SystemOperations.swift": "operations", "ChatSessions.swift": "operations",
        "WhatsApp+Operations.swift": "operations", "ContextMemory.swift": "operations and actions",
        "Assessments.swift": "actions", "WhatsApp.swift": "actions", "WebChat.swift": "actions",
        // Words of a language, not identifiers.
        "Order.swift": "units", "FoldedText.swift": "names of letters",
        "RoleMarkers.swift": "what looks like a role is to be found, however it is composed",
        "ContextWindow.swift": "what looks like a role is to be found, however it is composed",
    ]

    private static func sources() throws -> [(name: String, lines: [String])] {
        var sources: [(name: String, lines: [String])] = []
        for layer in layers {
            let folder = URL(filePath: PackageRoot.path).appending(path: "Sources/\(layer)")
            let files = try #require(FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil))
            for case let file as URL in files where file.pathExtension == "swift" {
                let text = try String(contentsOf: file, encoding: .utf8)
                let lines = text.components(separatedBy: "\n").map { line in
                    line.range(of: "//").map { String(line[..<$0.lowerBound]) } ?? line
                }
                sources.append((file.lastPathComponent, lines))
            }
        }
        return sources
    }

    private static func lines(matching pattern: String, outside exempt: [String: String] = [:]) throws -> [String] {
        let expression = try Regex(pattern)
        return try sources().filter { exempt[$0.name] == nil }.flatMap { source in
            source.lines.filter { $0.contains(expression) }
                .map { "\(source.name): \($0.trimmingCharacters(in: .whitespaces))" }
        }
    }

    @Test("prefixes and suffixes are compared with hasBytePrefix and hasByteSuffix")
    func prefixes() throws {
        #expect(try Self.lines(matching: #"\.has(Prefix|Suffix)\("#) == [])
    }

    @Test("keys are those of an ExactDictionary or an ExactSet")
    func keys() throws {
        #expect(try Self.lines(matching: #"Set<String>|\[String ?:|Dictionary<String,"#, outside: Self.exempt) == [])
    }

    @Test("identifiers and digests are compared with hasSameBytes")
    func identifiers() throws {
        let name = #"(?:id|owner|reviewer|digest|secret|[a-z]\w*(?:ID|Owner|Digest|Token))"#
        let pattern = #"\b\#(name) [!=]= (?!nil\b|[0-9"'.])|[!=]= (?:\w+[?!]?\.)*\#(name)\b(?![.?(\[:])"#
        #expect(try Self.lines(matching: pattern) == [])
    }

    @Test("what is exempt is still there")
    func exemptions() throws {
        let names = Set(try Self.sources().map(\.name))
        #expect(Self.exempt.keys.filter { !names.contains($0) } == [])
    }
}
