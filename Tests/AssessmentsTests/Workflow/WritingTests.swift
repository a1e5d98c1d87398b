import AWSServices
import Gateway
import Synchronization
import SystemTestSupport
import Tables
import Testing
import WireFormats

@testable import Assessments

extension WorkflowSuites {
    @Suite("What a run writes, and how often")
    struct WritingTests {
        @Test("at most once a second, and when a stage changes")
        func pace() async throws {
            var steps: [ScriptedAgent.Step] = [.call("RequirementsAnalyzer")]
            for number in 0..<100 { steps += [.pause(.milliseconds(100)), .chunk("word \(number) ")] }
            let office = try await Office([.steps(steps + [.answer("done")])], scale: 10)
            let id = try await office.submit()
            try await office.putDocuments(of: id)
            let events = Mutex(0)
            let items = Mutex(0)
            office.tables.reset { call throws(TableError) in
                guard call.moment == .before else { return }
                if call.name == "batchWrite" { events.withLock { $0 += 1 } }
                if call.name == "update" { items.withLock { $0 += 1 } }
            }
            let begun = office.clock.now()
            try await office.work(id)
            let seconds = Int((office.clock.now() - begun).components.seconds) + 1
            let chunks = try await office.events(id).count { $0["type"] == "chunk" }
            #expect(chunks == 100)
            // Begin, accepted, tool called, tool answered, end.
            let stages = 5
            #expect(items.withLock { $0 } <= stages + seconds / 20 + 1)
            #expect(events.withLock { $0 } <= stages + seconds)
            #expect(events.withLock { $0 } >= 5)
        }

        @Test("10,000 events of 3 KB are all there, no item is over 400 KB, and status answers in pages")
        func many() async throws {
            let text = String(repeating: "0123456789", count: 300)
            let steps = (0..<10_000).map { ScriptedAgent.Step.chunk("\($0) \(text)") }
            let office = try await Office([.steps(steps)], scale: 1)
            let id = try await office.submit()
            try await office.putDocuments(of: id)
            try await office.work(id, for: .seconds(600))
            #expect(try await office.status(id)["status"] == "COMPLETED")
            var after = 0
            var seen: [String] = []
            while true {
                let page = try await office.status(id, query: [("after", "\(after)")])
                #expect(page.serialized().count < 6_000_000)
                let events = try JSON(parsing: page["agent_events"]?.string ?? "").array ?? []
                seen += events.compactMap { $0["content"]?.string?.prefix { $0 != " " } }.map(String.init)
                guard page["has_more_events"] == true else { break }
                after = try #require(page["last_event_seq"]?.int)
            }
            #expect(seen == (0..<10_000).map(String.init))
            let row = try #require(try await office.row(id))
            #expect((row["agent_response"]?.string?.utf8.count ?? 0) < 100_000)
        }

        @Test("characters cut across chunks arrive whole")
        func characters() async throws {
            let text = "Grüße, 世界 👩‍👩‍👧‍👦!"
            let steps = text.utf8.map { ScriptedAgent.Step.event(.chunk([$0])) }
            let office = try await Office([.steps(steps)])
            let id = try await office.submit()
            try await office.work(id)
            let words = try await office.events(id).filter { $0["type"] == "chunk" }.compactMap {
                $0["content"]?.string
            }
            #expect(words.joined().utf8.elementsEqual(text.utf8))
            #expect(!words.joined().contains("\u{FFFD}"))
        }

        @Test("a tool function that is ahead is believed, a late one moves nothing back")
        func toolFunctions() async throws {
            let seen = SeenStates()
            let held = Mutex<(Office, String)?>(nil)
            @Sendable func set(_ status: AttributeValue) -> ScriptedAgent.Step {
                .action {
                    guard let (office, id) = held.withLock({ $0 }) else { return }
                    try await office.set(id, ["status": status])
                    try await seen.look()
                }
            }
            let office = try await Office([
                .steps([
                    .call("RequirementsAnalyzer"), set("REQUIREMENTS_ANALYZED"), .pause(.seconds(2)),
                    .call("CostCalculator"), set("ANALYZING_REQUIREMENTS"), set("ERROR"), set("COMPLETED"),
                    set("anything"), set("TEMPLATES_RETRIEVED"), .answer("done"), .action { try await seen.look() },
                ])
            ])
            let id = try await office.submit()
            held.withLock { $0 = (office, id) }
            seen.watch(office, id)
            try await office.putDocuments(of: id)
            try await office.work(id)
            #expect(
                seen.states.map { $0.prefix { $0 != " " } } == [
                    "REQUIREMENTS_ANALYZED", "CALCULATING_COSTS", "CALCULATING_COSTS", "CALCULATING_COSTS",
                    "CALCULATING_COSTS", "TEMPLATES_RETRIEVED", "TEMPLATES_RETRIEVED",
                ])
            try await office.set(id, ["status": "SOW_GENERATED"])
            #expect(try await office.status(id)["status"] == "COMPLETED")
            held.withLock { $0 = nil }
        }

        @Test("storage that fails for a while costs no event")
        func outage() async throws {
            let held = Mutex<Office?>(nil)
            let fail = ScriptedAgent.Step.action {
                held.withLock { $0 }?.tables.reset { call throws(TableError) in
                    if call.number < 8 { throw TableError(.unavailable(mayHaveWritten: false), "down") }
                }
            }
            let office = try await Office([.steps([fail] + Office.happySteps + [.pause(.seconds(10)), .chunk("end")])])
            let id = try await office.submit()
            try await office.putDocuments(of: id)
            held.withLock { $0 = office }
            defer { held.withLock { $0 = nil } }
            #expect(try await office.work(id).status == 200)
            #expect(try await office.events(id).count == Office.happySteps.count + 1)
        }

        @Test("the log has the documented prefixes, and no client's or agent's words")
        func log() async throws {
            let office = try await Office([.steps([.reasoning("canary")] + Office.happySteps + [.chunk("canary")])])
            let id = try await office.submit([
                "client_name": "canary", "project_name": "canary", "requirements": "canary", "industry": "canary",
            ])
            try await office.putDocuments(of: id)
            try await office.work(id)
            for prefix in ["[SESSION]", "[BEDROCK AGENT]", "[CHUNK #2]", "[TOOL CALL #5]"] {
                #expect(office.log.text.contains(prefix))
            }
            #expect(!office.log.text.contains("canary"))
        }
    }
}
