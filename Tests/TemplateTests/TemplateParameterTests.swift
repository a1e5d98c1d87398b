import Foundation
import TestSupport
import Testing
import WireFormats

@Suite("The template's parameters")
struct TemplateParameterTests {
    @Test("are all explained in the README")
    func readme() async throws {
        let readme = try String(contentsOfFile: PackageRoot.path + "/README.md", encoding: .utf8)
        let parameters = try await Template.expanded().json["Parameters"]?.object?.map(\.key) ?? []
        #expect(parameters.count > 40)
        // Tables and buckets share a row.
        let missing = parameters.filter { !$0.hasPrefix("Existing") && !readme.contains("`\($0)`") }
        #expect(missing.sorted() == [])
    }
}
