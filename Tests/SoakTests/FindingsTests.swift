import Testing

@testable import soak

@Suite("Findings")
struct FindingsTests {
    @Test("of an acknowledged write: once is right, never is a loss, twice is a double")
    func acknowledged() {
        let findings = Findings()
        for count in 0...2 { findings.expect(.acknowledged, count: count, "write \(count)") }
        #expect(findings[.there].failures == ["lost: write 0"])
        #expect(findings[.once].failures == ["2 times: write 2"])
        #expect(findings.haveFailures)
    }

    @Test("of a write without an answer: never and once are right, twice is a double")
    func unknown() {
        let findings = Findings()
        for count in 0...1 { findings.expect(.unknown, count: count, "write \(count)") }
        #expect(!findings.haveFailures)
        findings.expect(.unknown, count: 2, "write 2")
        #expect(findings[.once].failures == ["2 times: write 2"])
    }

    @Test("stand in a table, and what was wrong under it")
    func table() {
        let findings = Findings()
        findings.expect(.counters, true, "never shown")
        findings.expect(.counters, false, "one counts 2 messages and has 3")
        findings.remark(.memory, "too short a run to judge")
        let lines = FindingsTable(findings).lines
        #expect(lines.contains("counters agree with items             2      1"))
        #expect(lines.contains("memory is flat                        0      0  (too short a run to judge)"))
        #expect(
            lines.suffix(3) == [
                "", "counters agree with items: 1 times not", "  one counts 2 messages and has 3",
            ])
    }
}
