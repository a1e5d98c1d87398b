import Foundation
import WireFormats

/// The events of `events/`, of which seeds are made.
public struct Fixtures: Sendable {
    /// The events of a folder, which build on each other, in order.
    struct Story: Sendable {
        var name: String
        var events: [JSON]
    }

    let stories: [Story]

    /// - Throws: what reading and parsing the files throw.
    public init(folder: String) throws {
        var stories: [Story] = []
        for name in try Self.names(in: folder) where name.first?.isNumber == true {
            let files = try Self.names(in: "\(folder)/\(name)").filter {
                $0.hasSuffix(".json") && !$0.hasSuffix(".answer.json") && $0 != "environment.json"
            }
            let events = try files.map {
                try JSON(parsing: Array(Data(contentsOf: URL(filePath: "\(folder)/\(name)/\($0)"))))
            }
            stories.append(Story(name: name, events: events))
        }
        self.stories = stories
    }

    var events: [JSON] { stories.flatMap(\.events) }

    /// Every text in the events, bodies taken apart where they are JSON, each once.
    var texts: [String] {
        var texts: Set<String> = []
        for event in events { Self.collect(event, into: &texts) }
        return texts.sorted()
    }

    /// Every JSON value with members or elements that is an event, a body, or stands in one.
    var values: [JSON] {
        var values: [JSON] = []
        for event in events {
            values.append(event)
            guard let body = event["body"]?.string, let value = try? JSON(parsing: body) else { continue }
            values.append(value)
        }
        return values
    }

    private static func names(in folder: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
    }

    private static func collect(_ value: JSON, into texts: inout Set<String>) {
        switch value {
        case .string(let text):
            texts.insert(text)
            if let inner = try? JSON(parsing: text), inner.object != nil || inner.array != nil {
                collect(inner, into: &texts)
            }
        case .array(let elements): for element in elements { collect(element, into: &texts) }
        case .object(let object):
            for (name, value) in object {
                texts.insert(name)
                collect(value, into: &texts)
            }
        case .null, .bool, .number: break
        }
    }
}
