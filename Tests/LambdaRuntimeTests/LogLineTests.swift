import Logging
import Testing
import WireFormats

@testable import LambdaRuntime

struct LogLineTests {
    private let line = LogLine(
        time: Timestamp(microseconds: 1_790_000_000_123_456), level: .warning, message: "stored",
        location: "ChatSessions/Store.swift:42", service: "chat", metadata: [:])

    private func logLine(message: String = "stored", _ metadata: Logger.Metadata) -> LogLine {
        var line = line
        line.message = message
        line.metadata = metadata
        return line
    }

    private func text(_ line: LogLine) -> String { String(decoding: line.text, as: UTF8.self) }

    @Test("a text line is time, level, message and the metadata in order of its keys")
    func plain() {
        #expect(
            text(logLine(["b": "2", "a": "one word", "function_request_id": "r1"]))
                == "2026-09-21T14:13:20.123456Z WARN stored a=\"one word\" b=2 function_request_id=r1\n")
    }

    @Test("a text line stays one line, whatever it is given")
    func oneLine() {
        let wild = "a\nb\r\tc\u{0}\u{85}\u{2028}\u{2029}\u{1B}[31m\\ \"q\""
        #expect(
            text(logLine(message: wild, ["k\n": "\(wild)"]))
                == #"2026-09-21T14:13:20.123456Z WARN a\nb\r\tc\u{0}\u{85}\u{2028}\u{2029}\u{1b}[31m\ "q""#
                + #" k\n="a\nb\r\tc\u{0}\u{85}\u{2028}\u{2029}\u{1b}[31m\\ \"q\"""# + "\n")
    }

    @Test("a value cannot pass for another pair")
    func quoting() {
        #expect(
            text(logLine(["a": "1 level=FATAL", "b": "", "c": "x=y"]))
                == "2026-09-21T14:13:20.123456Z WARN stored a=\"1 level=FATAL\" b=\"\" c=\"x=y\"\n")
    }

    @Test("text lines leave out what Lambda's own lines say")
    func keysOnlyInJSON() {
        let metadata: Logger.Metadata = [
            "cold_start": .stringConvertible(true), "function_arn": "arn", "function_name": "f", "xray_trace_id": "t",
            "function_memory_size": .stringConvertible(128), "function_version": "1", "tenant_id": "t1",
        ]
        #expect(text(logLine(metadata)) == "2026-09-21T14:13:20.123456Z WARN stored tenant_id=t1\n")
    }

    @Test("a JSON line has Powertools' keys, with numbers and booleans as such")
    func json() throws {
        let metadata: Logger.Metadata = [
            "cold_start": .stringConvertible(true), "function_memory_size": .stringConvertible(128),
            "function_request_id": "r1", "ratio": .stringConvertible(0.5), "id": .stringConvertible(Level.high),
            "list": ["a", "b"], "map": ["k": "v"],
        ]
        let bytes = logLine(message: "first\nsecond", metadata).json
        #expect(bytes.last == UInt8(ascii: "\n"))
        #expect(bytes.count { $0 == UInt8(ascii: "\n") } == 1)
        #expect(
            try JSON(parsing: bytes) == [
                "timestamp": "2026-09-21T14:13:20.123456Z", "level": "WARN", "message": "first\nsecond",
                "location": "ChatSessions/Store.swift:42", "service": "chat", "cold_start": true,
                "function_memory_size": 128, "function_request_id": "r1", "ratio": 0.5, "id": "high",
                "list": ["a", "b"], "map": ["k": "v"],
            ])
    }

    private enum Level: String, CustomStringConvertible {
        case high
        var description: String { rawValue }
    }

    @Test("metadata cannot take the place of the line's own keys")
    func collisions() throws {
        let value = try JSON(parsing: logLine(["message": "other", "level": "FATAL"]).json)
        #expect(value["message"] == "stored")
        #expect(value["level"] == "WARN")
        #expect(value["metadata.message"] == "other")
        #expect(value["metadata.level"] == "FATAL")
    }

    @Test("levels have Lambda's names")
    func levels() {
        #expect(
            Logger.Level.allCases.map(\.lambdaName) == ["TRACE", "DEBUG", "INFO", "INFO", "WARN", "ERROR", "FATAL"])
    }
}
