import ArgumentParser
import Testing

@testable import colloquy

@Suite("Options")
struct StoreTests {
    @Test(
        "name a store",
        arguments: [
            ("dynamodb", .dynamoDB), ("sqlite:/a/b", .sqlite(path: "/a/b")), ("sqlite:", nil), ("postgres", nil),
        ] as [(String, Store?)])
    func store(argument: String, store: Store?) { #expect(Store(argument: argument) == store) }

    @Test(
        "that contradict each other are refused",
        arguments: [
            ["serve", "--endpoint", "http://127.0.0.1:8000"], ["serve", "--groups", "A"], ["serve", "--port", "70000"],
            ["serve", "--store", "dynamodb", "--endpoint", "somewhere"], ["serve", "--concurrency", "0"],
            ["invoke", "x.json", "--timeout", "901"], ["replay"], ["tables", "create", "--endpoint", "ftp://x"],
        ])
    func refused(arguments: [String]) {
        #expect(throws: (any Error).self) { try Colloquy.parseAsRoot(arguments) }
    }

    @Test("--groups is a list, spaces and empty names aside")
    func groups() { #expect(Serve.names("A, B,,C") == ["A", "B", "C"]) }

    @Test("the state directory follows the platform's convention")
    func stateDirectory() {
        #expect(Surroundings.stateDirectory(environment: ["HOME": "/h"]) == "/h/.local/state/colloquy")
        #expect(Surroundings.stateDirectory(environment: ["HOME": "/h", "XDG_STATE_HOME": "/s"]) == "/s/colloquy")
        #expect(
            Surroundings.stateDirectory(environment: ["HOME": "/h", "XDG_STATE_HOME": "s"])
                == "/h/.local/state/colloquy")
    }
}
