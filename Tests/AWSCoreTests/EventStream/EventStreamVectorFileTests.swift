import AWSCore
import Foundation
import TestSupport
import Testing

/// smithy-rs's files themselves. Skipped, visibly, where the vectors are not beside the package.
@Suite(.enabled(if: EventStreamVectorFile.folder != nil, "no ../shared/vectors/eventstream beside the package"))
struct EventStreamVectorFileTests {
    @Test("the valid messages are those whose bytes these tests have as well", arguments: 0..<3)
    func valid(_ index: Int) throws {
        let (name, _, message) = EventStreamVectorTests.vectors[index]
        #expect(try decode([EventStreamVectorFile.read(name)]) == .success([message]), "\(name)")
    }

    @Test("the broken messages are refused for a checksum or a length", arguments: EventStreamVectorFile.broken)
    func broken(_ file: EventStreamVectorFile) throws {
        #expect(brokenRule(try EventStreamVectorFile.read(file.name)) == file.rule)
    }

    @Test(
        "with right checksums they are refused for what is wrong inside",
        arguments: EventStreamVectorFile.broken.filter { $0.inside != nil })
    func inside(_ file: EventStreamVectorFile) throws {
        let bytes = try EventStreamVectorFile.read(file.name)
        let headersEnd = min(12 + Int(bytes[7]), bytes.count - 4)
        let repaired = frame(
            headers: Array(bytes[12..<headersEnd]), payload: Array(bytes[headersEnd..<(bytes.count - 4)]))
        #expect(brokenRule(repaired) == file.inside)
    }
}

/// A broken message of smithy-rs, and what is wrong with it.
struct EventStreamVectorFile: Sendable, CustomTestStringConvertible {
    let name: String
    let rule: EventStreamError.Rule
    /// What is found once the checksums are right.
    let inside: EventStreamError.Rule?

    var testDescription: String { name }

    static let broken = [
        EventStreamVectorFile(name: "invalid_header_name_length", rule: .messageChecksum, inside: .headerCut),
        EventStreamVectorFile(name: "invalid_header_name_length_too_long", rule: .messageChecksum, inside: .headerCut),
        EventStreamVectorFile(name: "invalid_header_string_length_cut_off", rule: .messageChecksum, inside: .headerCut),
        EventStreamVectorFile(name: "invalid_header_string_value_length", rule: .messageChecksum, inside: .headerCut),
        EventStreamVectorFile(name: "invalid_header_value_type", rule: .messageChecksum, inside: .headerType),
        EventStreamVectorFile(name: "invalid_headers_length", rule: .messageLength, inside: .headerCut),
        EventStreamVectorFile(name: "invalid_message_checksum", rule: .messageChecksum, inside: nil),
        EventStreamVectorFile(name: "invalid_prelude_checksum", rule: .preludeChecksum, inside: nil),
    ]

    static let folder = PackageRoot.shared.map { $0 + "/vectors/eventstream" }
        .flatMap { FileManager.default.fileExists(atPath: $0) ? $0 : nil }

    static func read(_ name: String) throws -> [UInt8] {
        let folder = try #require(folder)
        return Array(try #require(FileManager.default.contents(atPath: "\(folder)/\(name)")))
    }
}
