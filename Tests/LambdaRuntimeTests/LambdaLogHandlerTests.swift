import Foundation
import Logging
import Testing
import WireFormats

@testable import LambdaRuntime

struct LambdaLogHandlerTests {
    /// What `write` logs, through a handler of its own and a pipe.
    private func output(
        _ configuration: LogConfiguration = LogConfiguration(format: .json, service: "chat"),
        provider: Logger.MetadataProvider? = nil, _ write: (inout Logger) -> Void
    ) -> String {
        let pipe = Pipe()
        var logger = Logger(label: "label") { label in
            LambdaLogHandler(
                label: label, configuration: configuration,
                destination: LogDestination(fileDescriptor: pipe.fileHandleForWriting.fileDescriptor),
                metadataProvider: provider, clock: { Timestamp(seconds: 0) })
        }
        write(&logger)
        pipe.fileHandleForWriting.closeFile()
        return String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    }

    @Test("lines below the configured level are not written")
    func level() {
        let text = output(LogConfiguration(level: .warning)) { logger in
            logger.info("no")
            logger.warning("yes")
        }
        #expect(text == "1970-01-01T00:00:00.000000Z WARN yes\n")
    }

    @Test("the call's metadata wins over the provider's, that over the logger's, that over the invocation's")
    func precedence() throws {
        let provider = Logger.MetadataProvider { ["a": "provider", "b": "provider"] }
        let text = InvocationMetadata.$current.withValue([
            "a": "invocation", "b": "invocation", "c": "invocation", "d": "invocation",
        ]) {
            output(provider: provider) { logger in
                logger[metadataKey: "a"] = "logger"
                logger[metadataKey: "b"] = "logger"
                logger[metadataKey: "c"] = "logger"
                logger.info("m", metadata: ["a": "call"])
            }
        }
        let value = try JSON(parsing: text)
        #expect([value["a"], value["b"], value["c"], value["d"]] == ["call", "provider", "logger", "invocation"])
    }

    @Test("a line says where in the source it comes from")
    func location() throws {
        let text = output { logger in logger.info("m", file: "Module/File.swift", line: 7) }
        #expect(try JSON(parsing: text)["location"] == "Module/File.swift:7")
    }

    @Test("a line without a configured service has the logger's label for it")
    func service() throws {
        let text = output(LogConfiguration(format: .json)) { $0.info("m") }
        #expect(try JSON(parsing: text)["service"] == "label")
    }

    @Test("an error given to the logger is in the line")
    func error() throws {
        struct Broken: Error, CustomStringConvertible { var description: String { "it broke" } }
        let value = try JSON(parsing: output { $0.error("m", error: Broken()) })
        #expect(value["exception_name"] == "Broken")
        #expect(value["exception"] == "it broke")
    }

    @Test("lines of many writers at once do not mix")
    func concurrency() async throws {
        let pipe = Pipe()
        let reader = Task.detached { pipe.fileHandleForReading.readDataToEndOfFile() }
        await withTaskGroup { group in
            for writer in 0..<8 {
                group.addTask {
                    let logger = Logger(label: "l") { label in
                        LambdaLogHandler(
                            label: label, configuration: LogConfiguration(format: .json),
                            destination: LogDestination(fileDescriptor: pipe.fileHandleForWriting.fileDescriptor))
                    }
                    for number in 0..<200 { logger.info("\(String(repeating: "x", count: 300))\(writer)/\(number)") }
                }
            }
        }
        pipe.fileHandleForWriting.closeFile()
        let lines = await String(decoding: reader.value, as: UTF8.self).split(separator: "\n")
        #expect(lines.count == 1600)
        for line in lines { #expect(throws: Never.self) { try JSON(parsing: String(line)) } }
    }
}
