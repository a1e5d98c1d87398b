import Foundation
import TestSupport
import Testing

@testable import colloquy

@Suite("The README's examples")
struct ReadmeExampleTests {
    private static let readme = PackageRoot.path + "/README.md"

    @Test("run in their order on a fresh colloquy serve, and are answered as the README says")
    func run() async throws {
        let examples = ReadmeExample.all(in: try String(contentsOfFile: Self.readme, encoding: .utf8))
        let directory = try TemporaryDirectory()
        let server = try serve(in: directory)
        let url = try await server.waitForOutput(
            matching: #/Colloquy serves (http:\/\/[0-9.:]+)/#, timeout: .seconds(120))
        let twilio = try await server.waitForOutput(matching: #/Twilio +(http:\/\/[0-9.:]+)/#, timeout: .seconds(120))

        // One shell for all of them, as at a reader's keyboard: what one sets, the next can use.
        var script = "set -euo pipefail\n"
        for (number, example) in examples.enumerated() {
            script += "{\n\(example.commands)\n} > \(number).out\n"
        }
        try write(script, to: "\(directory.path)/examples")
        try write("silent\nshow-error\nfail-with-body\nmax-time = 120\n", to: "\(directory.path)/.curlrc")
        try FileManager.default.createDirectory(
            atPath: "\(directory.path)/scripts", withIntermediateDirectories: false)
        try write(
            "#!/bin/sh\nexec '\(try BuildProducts.executable("colloquy"))' \"$@\"\n",
            to: "\(directory.path)/scripts/run",
            executable: true)
        let environment = ProcessInfo.processInfo.environment.merging(
            ["URL": url, "TWILIO": twilio, "HOME": directory.path, "no_proxy": "127.0.0.1"]) { $1 }
        let shell = try ChildProcess(
            "/usr/bin/env", ["bash", "examples"], environment: environment, directory: directory.path)
        let status = try await shell.waitForExit(timeout: .seconds(600))
        #expect(status == 0, "\(shell.text)\n\(server.text)")

        for (number, example) in examples.enumerated() where example.answer != nil {
            let output = try String(contentsOfFile: "\(directory.path)/\(number).out", encoding: .utf8)
            let (expected, actual) = example.comparison(with: output)
            #expect(actual == expected, "\(example.section): \(example.commands)")
        }
    }

    @Test("are there for every system, and most of them show an answer")
    func complete() throws {
        let examples = ReadmeExample.all(in: try String(contentsOfFile: Self.readme, encoding: .utf8))
        for system in ["Chat sessions", "Assessments", "Web chat", "Context memory", "WhatsApp"] {
            #expect(examples.contains { $0.section == system && $0.answer != nil }, "\(system)")
        }
    }

    @Test("are the blocks that call the server, with the block right behind them as their answer")
    func blocks() {
        let document = """
            # One
            ```sh
            make coffee
            ```
            ```json
            "no answer to a call"
            ```
            ```sh
            curl $URL/a
            ```
            ```json
            {"a": "…"}
            ```
            ## Two
            ```sh
            curl $URL/b
            ```
            Something else:
            ```json
            "not this"
            ```
            """
        #expect(
            ReadmeExample.all(in: document) == [
                ReadmeExample(section: "One", commands: "curl $URL/a", answer: #"{"a": "…"}"#),
                ReadmeExample(section: "Two", commands: "curl $URL/b"),
            ])
    }

    @Test("are compared whole, but for what … stands for")
    func comparison() {
        func fits(_ answer: String, _ output: String) -> Bool {
            let sides = ReadmeExample(section: "", commands: "", answer: answer).comparison(with: output)
            return sides.expected == sides.actual
        }
        #expect(fits(#"{"a": "…", "b": [1, "x-…"]}"#, #"{"b":[1.0,"x-7"],"a":{"c":null}}"# + "\n"))
        #expect(!fits(#"{"a": "…"}"#, #"{"a":1,"b":2}"#))
        #expect(!fits(#"{"a": "…", "b": 2}"#, #"{"a":1}"#))
        #expect(fits("Order …: 5 units", "Order 17: 5 units\n"))
        #expect(!fits("Order …: 5 units", "Order 17: 6 units\n"))
    }

    private func serve(in directory: TemporaryDirectory) throws -> ChildProcess {
        var environment = ProcessInfo.processInfo.environment.filter { !$0.key.hasPrefix("TWILIO_") }
        environment["XDG_STATE_HOME"] = directory.path + "/state"
        return try ChildProcess(try BuildProducts.executable("colloquy"), ["serve"], environment: environment)
    }

    private func write(_ text: String, to path: String, executable: Bool = false) throws {
        try Data(text.utf8).write(to: URL(filePath: path))
        if executable { try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path) }
    }
}
