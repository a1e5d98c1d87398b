import Foundation
import WireFormats

/// A folder of events that are replayed in the order of their names, on one store: later events build on earlier ones.
///
/// `NN-name.json` is an event as Lambda delivers it, `NN-name.answer.json` the answer recorded for it, and
/// `environment.json` sets variables of the function for this folder. Files whose names do not begin with a digit are
/// something else.
struct FixtureFolder {
    struct Fixture: Hashable {
        let name: String
        let eventPath: String
        var answerPath: String { String(eventPath.dropLast(".json".count)) + FixtureFolder.answerSuffix }
        /// False for one that only prepares those that were asked for.
        var isChecked = true
    }

    /// Why fixtures cannot be replayed.
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    static let answerSuffix = ".answer.json"
    static let environmentFile = "environment.json"

    /// As it is shown.
    let path: String
    var fixtures: [Fixture]
    var environment: [String: String]

    /// - Throws: ``Failure`` for a recorded answer without its event, or an `environment.json` of another form.
    init(path: String) throws {
        self.path = path
        let names = try FileManager.default.contentsOfDirectory(atPath: path).filter { $0.hasSuffix(".json") }.sorted()
        let answers = names.filter { $0.hasSuffix(Self.answerSuffix) }
        let events = names.filter { $0.first?.isWholeNumber == true && !$0.hasSuffix(Self.answerSuffix) }
        let known = Set(events.map { String($0.dropLast(".json".count)) + Self.answerSuffix })
        if let orphan = answers.first(where: { !known.contains($0) }) {
            throw Failure(description: "\(path)/\(orphan) has no event beside it")
        }
        fixtures = events.map { Fixture(name: String($0.dropLast(".json".count)), eventPath: "\(path)/\($0)") }
        environment = [:]
        if names.contains(Self.environmentFile) {
            let file = "\(path)/\(Self.environmentFile)"
            guard let members = try Self.json(file).object else {
                throw Failure(description: "\(file) must be an object of texts")
            }
            for (name, value) in members {
                guard let text = value.string else {
                    throw Failure(description: "\(file): \(name) must be a text, not \(value.kind)")
                }
                environment[name] = text
            }
        }
    }

    /// All folders that the paths name, and those below them, in order. A path of a file names one fixture; those before
    /// it in its folder prepare the store.
    ///
    /// - Throws: ``Failure`` for a path that is not there, or holds no events.
    static func folders(of paths: [String]) throws -> [FixtureFolder] {
        var wanted: [String: Set<String>?] = [:]
        for path in paths.map({ $0.count > 1 && $0.hasSuffix("/") ? String($0.dropLast()) : $0 }) {
            var isDirectory: ObjCBool = false
            guard FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) else {
                throw Failure(description: "\(Surroundings.located(path)) is not there")
            }
            if isDirectory.boolValue {
                for folder in try directories(in: path) { wanted[folder] = .some(nil) }
            } else {
                let file = URL(filePath: path)
                let folder = path.contains("/") ? String(path[..<(path.lastIndex(of: "/") ?? path.endIndex)]) : "."
                guard wanted[folder] != .some(nil) else { continue }
                let name = file.lastPathComponent.replacing(answerSuffix, with: ".json").dropLast(".json".count)
                wanted[folder] = (wanted[folder].flatMap(\.self) ?? []).union([String(name)])
            }
        }
        let folders = try wanted.sorted { $0.key < $1.key }.compactMap { path, names in
            try FixtureFolder(path: path).limited(to: names)
        }
        guard !folders.isEmpty else {
            throw Failure(description: "there are no events in \(paths.joined(separator: ", "))")
        }
        return folders
    }

    /// `nil` when nothing is left to replay.
    private func limited(to names: Set<String>?) throws -> FixtureFolder? {
        guard let names else { return fixtures.isEmpty ? nil : self }
        guard let last = fixtures.lastIndex(where: { names.contains($0.name) }) else {
            throw Failure(description: "\(path) has no event \(names.sorted().joined(separator: ", "))")
        }
        var limited = self
        limited.fixtures = fixtures[...last].map { fixture in
            var fixture = fixture
            fixture.isChecked = names.contains(fixture.name)
            return fixture
        }
        return limited
    }

    private static func directories(in path: String) throws -> [String] {
        let below = try FileManager.default.contentsOfDirectory(atPath: path).sorted().map { "\(path)/\($0)" }
        var isDirectory: ObjCBool = false
        return try [path]
            + below.filter {
                FileManager.default.fileExists(atPath: $0, isDirectory: &isDirectory) && isDirectory.boolValue
            }.flatMap { try directories(in: $0) }
    }

    /// - Throws: ``Failure`` that names the file.
    static func json(_ path: String) throws -> JSON {
        guard let contents = FileManager.default.contents(atPath: path) else {
            throw Failure(description: "\(path) cannot be read")
        }
        do {
            return try JSON(parsing: contents)
        } catch {
            throw Failure(description: "\(path) is no JSON: \(error)")
        }
    }
}
