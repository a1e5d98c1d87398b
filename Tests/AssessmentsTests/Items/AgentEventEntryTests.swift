import AWSServices
import SystemSupport
import Tables
import TestSupport
import Testing
import WireFormats

@testable import Assessments

@Suite("Entries of agent_events")
struct AgentEventEntryTests {
    private static let time = Timestamp(seconds: 1_763_689_204)
    private static let maximum = AgentEventEntry.maximumContent

    private func entry(_ kind: AgentEventEntry.Kind) -> AgentEventEntry { AgentEventEntry(kind: kind, time: Self.time) }

    private static let parameters: [JSON] = [["name": "deliverables", "type": "number", "value": "3"]]

    private static let documented: [(kind: AgentEventEntry.Kind, text: String)] = [
        (.chunk("Hé"), #"{"type":"chunk","content":"Hé","timestamp":"2025-11-21T01:40:04.000000Z"}"#),
        (.reasoning("r"), #"{"type":"reasoning","content":"r","timestamp":"2025-11-21T01:40:04.000000Z"}"#),
        (
            .toolCall(group: "CostCalculator", function: "costcalculator", parameters: parameters),
            #"{"type":"tool_call","action_group":"CostCalculator","function":"costcalculator","#
                + #""parameters":[{"name":"deliverables","type":"number","value":"3"}],"#
                + #""timestamp":"2025-11-21T01:40:04.000000Z"}"#
        ),
        (.toolResponse("ok"), #"{"type":"tool_response","content":"ok","timestamp":"2025-11-21T01:40:04.000000Z"}"#),
        (
            .finalResponse(#"{"text":"done"}"#),
            #"{"type":"final_response","content":"{\"text\":\"done\"}","timestamp":"2025-11-21T01:40:04.000000Z"}"#
        ),
        (.warning("slow"), #"{"type":"warning","content":"slow","timestamp":"2025-11-21T01:40:04.000000Z"}"#),
        (
            .error(code: "AGENT_FAILURE", "no"),
            #"{"type":"error","code":"AGENT_FAILURE","content":"no","timestamp":"2025-11-21T01:40:04.000000Z"}"#
        ),
    ]

    @Test("have the documented members in the documented order, and times with their zone")
    func json() {
        for (kind, text) in Self.documented { #expect(entry(kind).json.text == text) }
    }

    @Test("come back from their items as they were, in the same order")
    func roundTrip() throws {
        for (kind, text) in Self.documented {
            let item = entry(kind).item(of: "s1", EventSequence(attempt: 2, number: 7), expiry: .int(9))
            #expect(item["session_id"] == "s1")
            #expect(item["seq"] == .number("20000007"))
            #expect(item["ttl"] == .number("9"))
            #expect(AgentEventEntry.json(of: item).text == text)
        }
        #expect(entry(.chunk("a")).item(of: "s1", EventSequence(attempt: 1, number: 1), expiry: nil)["ttl"] == nil)
    }

    @Test("parameters that DynamoDB cannot hold come back all the same")
    func unstorableParameters() async throws {
        var deep: JSON = "bottom"
        for _ in 0..<60 { deep = [deep] }
        let digits = JSONNumber(literal: String(repeating: "7", count: 45)).map(JSON.number) ?? .null
        let tables = try SQLiteTables(path: ":memory:", schemas: Office.schema.tables, clock: { Self.time })
        let odd: [JSON] = [deep, digits, ["": "no name"], .null, "text", [], [:], 1.5, true]
        for (number, value) in odd.enumerated() {
            let parameters: [JSON] = [["name": "p", "type": "object", "value": value]]
            let call = entry(.toolCall(group: "G", function: "f", parameters: parameters))
            let item = call.item(of: "s1", EventSequence(attempt: 1, number: number), expiry: nil)
            try await tables.put(Office.schema.events, item: item)
            let stored = try await tables.get(
                Office.schema.events, key: ["session_id": "s1", "seq": .int(10_000_000 + number)])
            #expect(AgentEventEntry.json(of: try #require(stored)) == call.json)
        }
    }

    @Test("an item that somebody else has damaged is still an entry")
    func damaged() {
        #expect(AgentEventEntry.json(of: [:]) == [:])
        #expect(
            AgentEventEntry.json(of: ["type": "tool_call", "parameters": "[broken", "content": 7, "extra": "x"])
                == ["type": "tool_call", "parameters": [], "content": 7])
    }

    @Test("a long chunk is divided between characters, and nothing of it is lost", arguments: ["a", "é", "€", "🙂"])
    func dividedChunk(character: String) {
        for offset in 0..<4 {
            let text =
                String(repeating: "x", count: offset)
                + String(repeating: character, count: Self.maximum * 5 / 2 / character.utf8.count)
            let pieces = entry(.chunk(text)).storable()
            let contents = pieces.compactMap { $0.json["content"]?.string }
            #expect(contents.count == 3)
            #expect(contents.joined() == text)
            #expect(contents.allSatisfy { (1...Self.maximum).contains($0.utf8.count) })
            #expect(!contents.contains { $0.contains("\u{FFFD}") })
            #expect(pieces.allSatisfy { $0.time == Self.time })
        }
    }

    @Test("everything else is cut with a mark")
    func cut() throws {
        let text = String(repeating: "🙂", count: Self.maximum)
        let kinds: [AgentEventEntry.Kind] = [
            .reasoning(text), .toolResponse(text), .finalResponse(text), .warning(text), .error(code: "C", text),
        ]
        for kind in kinds {
            let pieces = entry(kind).storable()
            #expect(pieces.count == 1)
            let content = try #require(pieces.first?.json["content"]?.string)
            #expect(content.utf8.count <= Self.maximum)
            #expect(content.utf8.count > Self.maximum - 16)
            #expect(content.hasSuffix("🙂 […]"))
            #expect(!content.contains("\u{FFFD}"))
        }
    }

    @Test("what fits is left as it is, to the byte")
    func fits() {
        let text = String(repeating: "a", count: Self.maximum)
        for kind in [AgentEventEntry.Kind.chunk(text), .chunk(""), .reasoning(text), .toolResponse("")] {
            #expect(entry(kind).storable() == [entry(kind)])
        }
    }

    @Test("parameters that are too long become one with their text, cut")
    func longParameters() throws {
        let long: [JSON] = [
            ["name": "notes", "type": "string", "value": .string(String(repeating: "é", count: Self.maximum))]
        ]
        let pieces = entry(.toolCall(group: "G", function: "f", parameters: long)).storable()
        #expect(pieces.count == 1)
        let parameters = try #require(pieces.first?.json["parameters"]?.array)
        #expect(parameters.count == 1)
        #expect(parameters[0]["name"] == "truncated")
        #expect(parameters[0]["value"]?.string?.hasPrefix(#"[{"name":"notes","#) == true)
        #expect(parameters[0]["value"]?.string?.hasSuffix(" […]") == true)
    }

    @Test("every item that is made of storable entries is one that DynamoDB takes")
    func itemSizes() async throws {
        let tables = try SQLiteTables(path: ":memory:", schemas: Office.schema.tables, clock: { Self.time })
        let huge = String(repeating: "é", count: Self.maximum)
        let quotes = String(repeating: "\"", count: Self.maximum / 2)
        func values(_ value: JSON, _ count: Int) -> [JSON] { Array(repeating: value, count: count) }
        let kinds: [AgentEventEntry.Kind] = [
            .chunk(huge), .reasoning(huge), .toolResponse(quotes), .finalResponse(huge), .warning(huge),
            .error(code: "C", huge), .toolCall(group: huge, function: huge, parameters: []),
            .toolCall(group: "G", function: huge, parameters: values(["name": .string(quotes)], 1)),
            .toolCall(group: "G", function: "f", parameters: values(0, Self.maximum / 2 - 1)),
            .toolCall(group: "G", function: "f", parameters: values(-1, Self.maximum / 3 - 1)),
            .toolCall(group: "G", function: "f", parameters: values([], Self.maximum / 3 - 1)),
            .toolCall(group: "G", function: "f", parameters: values(["a": 0], Self.maximum / 8 - 1)),
            .toolCall(group: "G", function: "f", parameters: values(.null, Self.maximum)),
        ]
        var number = 0
        for kind in kinds {
            for piece in entry(kind).storable() {
                number += 1
                let item = piece.item(
                    of: String(repeating: "i", count: 128), EventSequence(attempt: 99, number: number),
                    expiry: .int(1_800_000_000))
                try await tables.put(Office.schema.events, item: item)
            }
        }
    }
}

@Suite("Dividing a text")
struct DividedTextTests {
    @Test("gives the whole text in pieces that are none too long, whatever the size", arguments: 1...12)
    func fuzz(size: Int) {
        var random = SeededGenerator(seed: UInt64(size))
        let alphabet: [Character] = ["a", "é", "€", "🙂", "\r\n", "e\u{301}", "👨‍👩‍👧"]
        for length in 0..<60 {
            let text = String((0..<length).map { _ in random.pick(alphabet) })
            let pieces = text.divided(every: size)
            #expect(pieces.joined().hasSameBytes(as: text))
            #expect(pieces.count >= 1)
            #expect(pieces.allSatisfy { $0.utf8.count <= max(size, 4) })
            #expect(length == 0 || pieces.allSatisfy { !$0.isEmpty })
        }
    }
}
