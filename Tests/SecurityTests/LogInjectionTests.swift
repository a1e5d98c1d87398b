import ApplicationTestSupport
import Foundation
import LambdaRuntime
import Logging
import TestSupport
import Testing
import WireFormats

@Suite("Text that would become a line of the log")
struct LogInjectionTests {
    /// Everything that is written while `body` runs, through the handler that the function logs with.
    private func log(
        _ format: LogConfiguration.Format, _ body: (AttackedApplication) async throws -> Void
    ) async throws -> String {
        let directory = try TemporaryDirectory()
        let path = directory.path + "/log"
        try Data().write(to: URL(filePath: path))
        let file = try #require(FileHandle(forWritingAtPath: path))
        let configuration = LogConfiguration(format: format, level: .info, service: "colloquy")
        let logger = Logger(label: "test") { label in
            LambdaLogHandler(
                label: label, configuration: configuration,
                destination: LogDestination(fileDescriptor: file.fileDescriptor))
        }
        try await AttackedApplication.with(logger: logger, body)
        try file.close()
        return try String(contentsOfFile: path, encoding: .utf8)
    }

    private static let forged =
        "x\r\n2026-11-21T08:00:00.000000Z ERROR forged \u{1B}[2J\u{0}\u{2028}{\"level\":\"ERROR\"}"

    private func attack(_ application: AttackedApplication) async throws {
        for door in application.doors where !door.isDestructive {
            let person = door.rightful.map { Person(id: Self.forged, groups: $0.groups) }
            var request = door.request
            request.headers += [("Idempotency-Key", Self.forged), ("User-Agent", Self.forged), ("Origin", Self.forged)]
            for name in request.parameters.keys { request.parameters[name] = Self.forged }
            request.query += [("q", Self.forged), ("limit", Self.forged)]
            _ = try await application.send(request, as: person)
            for changed in request.json?.withEachText(Self.forged) ?? [] {
                request.json = changed
                _ = try await application.send(request, as: person)
            }
            request.body = Array(Self.forged.utf8)
            _ = try await application.send(request, as: person)
        }
        _ = try await application.application.invoke(["operation": .string(Self.forged)])
    }

    @Test("nothing that anybody sends makes a line of its own, and every JSON line is JSON")
    func json() async throws {
        let text = try await log(.json, attack)
        let lines = text.split(separator: "\n")
        #expect(!lines.isEmpty)
        for line in lines {
            let value = try? JSON(parsing: String(line))
            #expect(value?["service"] == "colloquy" && value?["location"]?.string != nil, "\(line)")
        }
        #expect(
            !text.contains("\r") && !text.contains("\u{1B}") && !text.contains("\u{0}") && !text.contains("\u{2028}"))
    }

    @Test("as text too, every line begins as the function's lines do")
    func text() async throws {
        let text = try await log(.text, attack)
        #expect(!text.isEmpty)
        for line in text.split(separator: "\n") {
            #expect(line.contains(#/^\d{4}-\d\d-\d\dT[0-9:.]+Z (INFO|WARN|ERROR) /#), "\(line)")
            #expect(!line.contains(#/ERROR forged/#) || !line.hasPrefix("2026-11-21T08:00:00.000000Z"), "\(line)")
        }
        #expect(!text.contains("\r") && !text.contains("\u{1B}") && !text.contains("\u{0}"))
    }
}
