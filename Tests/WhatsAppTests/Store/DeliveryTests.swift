import AWSServices
import Gateway
import SystemTestSupport
import Testing
import WireFormats

@testable import WhatsApp

@Suite("What becomes of messages that are sent")
struct DeliveryTests {
    private typealias Report = WhatsAppStore.DeliveryReport

    private func sent(_ desk: Desk) async throws -> WhatsAppMessage {
        try await desk.arrive(sid: "SM1")
        let appending = try await desk.store.append(
            NewMessage("Hi", direction: .outbound, delivery: .queued), with: .anna)
        guard case .stored(_, let message) = appending else { throw NotStored() }
        return message
    }

    private struct NotStored: Error {}

    @Test("in whatever order two reports come, the message ends where it is the furthest, and failures are final")
    func order() async throws {
        for first in DeliveryStatus.allCases {
            for second in DeliveryStatus.allCases {
                let desk = try Desk()
                let message = try await sent(desk)
                for status in [first, second] {
                    _ = try await desk.store.note(Report(sid: "SM9", status: status), of: message.reference)
                }
                let found = try #require(try await desk.store.message(message.place, of: .anna))
                // The three at the beginning say the same.
                let (status, expected) = (found.delivery, Self.expected([.queued, first, second]))
                #expect(status == expected || (status?.rank == 0 && expected.rank == 0), "\(first) and \(second)")
                #expect(found.sid == "SM9")
            }
        }
    }

    /// By the rule in words: a failure is final unless the message has been delivered; otherwise the furthest counts, and the
    /// first of those that are as far.
    private static func expected(_ reports: [DeliveryStatus]) -> DeliveryStatus {
        reports.dropFirst().reduce(reports[0]) { state, report in
            if state.isFailure { return state }
            if report.isFailure { return [.delivered, .read].contains(state) ? state : report }
            let way: [[DeliveryStatus]] = [
                [.accepted, .scheduled, .queued], [.sending], [.sent], [.delivered], [.read],
            ]
            let places = [state, report].compactMap { status in way.firstIndex { $0.contains(status) } }
            return places[1] > places[0] ? report : state
        }
    }

    @Test("the first report tells the id; without the URL's reference the message is then found by it")
    func bySID() async throws {
        let desk = try Desk()
        let message = try await sent(desk)
        #expect(try await desk.store.note(Report(sid: "SM9", status: .sent), of: nil) == .unknown)
        let reference = try #require(MessageReference(message.reference.description))
        #expect(reference == message.reference)
        guard case .updated(let queued) = try await desk.store.note(Report(sid: "SM9", status: .queued), of: reference)
        else {
            Issue.record("the id is not noted")
            return
        }
        #expect(queued.sid == "SM9" && queued.delivery == .queued)
        let report = Report(sid: "SM9", status: .failed, errorCode: "63016")
        guard case .updated(let failed) = try await desk.store.note(report, of: nil) else {
            Issue.record("the message is not found by its id")
            return
        }
        #expect(failed.delivery == .failed && failed.errorCode == "63016")
        #expect(try await desk.store.note(Report(sid: "SM9", status: .read), of: nil) == .unchanged(failed))
    }

    @Test("reports of messages that are not ours, or of another id, change nothing")
    func foreign() async throws {
        let desk = try Desk()
        let message = try await sent(desk)
        let inbound = try #require(try await desk.store.latestMessages(.contact(.anna), limit: 2).messages.first)
        _ = try await desk.store.note(Report(sid: "SM9", status: .sent), of: message.reference)
        let before = try await desk.items()
        #expect(try await desk.store.note(Report(sid: "SM8", status: .read), of: message.reference) == .unknown)
        #expect(try await desk.store.note(Report(sid: "SM1", status: .read), of: inbound.reference) == .unknown)
        let place = MessagePlace(ordinal: 1, time: message.timestamp, tieBreak: "ffffffff")
        let gone = MessageReference(sessionID: message.sessionID, place: place)
        #expect(try await desk.store.note(Report(sid: "SM9", status: .read), of: gone) == .unknown)
        #expect(try await desk.items() == before)
    }

    @Test(
        "a reference is only what we made", arguments: ["", "_", "a_1_00", "\(String(repeating: "0", count: 36))_1_00"])
    func malformed(_ text: String) {
        #expect(MessageReference(text) == nil)
    }

    @Test("reports at the same time leave the furthest")
    func parallel() async throws {
        let desk = try Desk()
        let message = try await sent(desk)
        try await withThrowingTaskGroup { group in
            for status in [DeliveryStatus.read, .queued, .sent, .delivered, .sending] {
                group.addTask {
                    _ = try await desk.store.note(Report(sid: "SM9", status: status), of: message.reference)
                }
            }
            try await group.waitForAll()
        }
        #expect(try await desk.store.message(message.place, of: .anna)?.delivery == .read)
    }
}
