import AWSServices
import Tables
import WireFormats

/// The ids of a session's latest messages, kept on the session's own item.
///
/// ``ChatSessionsSchema/messagesBySession`` lags behind the table, so a history read from it alone may miss what was just
/// stored. The session's item is read consistently and says which messages must be there. Notes lie in one string set for
/// each span of ten seconds: adding to a set never conflicts with another writer, and whole spans are dropped once they are
/// old, or many ids have come since. So a session that grows fast costs each write only a little more than one at rest.
///
/// A note is the id and, behind `#`, the time of the message in microseconds since the beginning of its span, to base 36:
/// a page of a history reads only the messages that belong on it. Notes of earlier versions are the id alone.
enum RecentMessages {
    /// In seconds.
    static let span = 10
    /// How long an index may lag before a message could be missed: five minutes.
    static let keptSpans = 30
    /// Of one span. Ids beyond are not noted; earlier spans than the last are dropped when as many have come since.
    static let maximumCount = 100

    static func attribute(at time: Timestamp) -> String { "\(SessionAttribute.recentPrefix)\(number(at: time))" }

    private static func number(at time: Timestamp) -> Int { time.seconds / span }

    /// The span whose notes an attribute holds; `nil` for one that is named otherwise.
    private static func number(inAttribute name: String) -> Int? {
        name.removingBytePrefix(SessionAttribute.recentPrefix).flatMap { Int($0) }
    }

    private static func start(ofSpan number: Int) -> Timestamp {
        Timestamp(seconds: 0) + .seconds(number) * span
    }

    /// The set that notes one message.
    ///
    /// - Parameters:
    ///   - created: the time of the message.
    ///   - time: when it is noted: it goes into ``attribute(at:)`` of that.
    static func note(of id: String, created: Timestamp, at time: Timestamp) -> AttributeValue {
        let offset = created.microseconds - start(ofSpan: number(at: time)).microseconds
        return .stringSet(["\(id)#\(String(offset, radix: 36))"])
    }

    /// The ids of the messages, and their times; `nil` for a note that has none.
    ///
    /// - Parameter now: leaves out spans that are too old to be kept, whose messages every index shows; `nil` for all.
    static func times(in item: Item, at now: Timestamp? = nil) -> ExactDictionary<Timestamp?> {
        var times: ExactDictionary<Timestamp?> = [:]
        for (name, value) in item where name.hasBytePrefix(SessionAttribute.recentPrefix) {
            guard case .stringSet(let members) = value else { continue }
            let number = number(inAttribute: name)
            if let now, let number, number <= Self.number(at: now) - keptSpans { continue }
            for note in members {
                let parts = note.utf8.split(separator: UInt8(ascii: "#"), omittingEmptySubsequences: false)
                guard parts.count == 2, let number, let offset = Int64(Substring(parts[1]), radix: 36) else {
                    times[note] = .some(nil)
                    continue
                }
                times[String(Substring(parts[0]))] = start(ofSpan: number) + .microseconds(offset)
            }
        }
        return times
    }

    /// Adds to `update` what notes a message on a session whose item was `item` when last read.
    static func note(
        _ id: String, created: Timestamp, at time: Timestamp, in item: Item, by update: inout Update
    ) {
        let now = number(at: time)
        var spans: [(number: Int, name: String, count: Int)] = []
        for (name, value) in item where name.hasBytePrefix(SessionAttribute.recentPrefix) {
            guard case .stringSet(let members) = value,
                let number = number(inAttribute: name), number > now - keptSpans
            else {
                update.remove.insert(name)
                continue
            }
            spans.append((number, name, members.count))
        }
        var later = 0
        for span in spans.sorted(by: { $0.number > $1.number }) {
            if span.number < now - 1, later >= maximumCount { update.remove.insert(span.name) }
            later += span.count
        }
        let current = spans.first { $0.number == now }
        if current?.count ?? 0 < maximumCount {
            update.add[attribute(at: time)] = note(of: id, created: created, at: time)
        }
    }
}
