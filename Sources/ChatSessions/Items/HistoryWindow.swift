import SystemSupport
import WireFormats

/// The newest messages of a session before a position, as many as one answer can carry.
///
/// Messages may come in any order; those that do not fit are dropped at once, so a window never holds more than its answer.
struct HistoryWindow<Element: Sendable>: Sendable {
    /// Where a message stands: messages of the same microsecond are in the order of their ids.
    private struct Position: Comparable, Sendable {
        let time: Timestamp
        let id: ExactText

        init(_ time: Timestamp, _ id: String) {
            self.time = time
            self.id = ExactText(id)
        }

        static func < (left: Position, right: Position) -> Bool {
            left.time == right.time ? left.id < right.id : left.time < right.time
        }
    }

    private struct Entry: Sendable {
        let position: Position
        let isPending: Bool
        let element: Element
        let size: Int
    }

    /// Newest first.
    private var entries: [Entry] = []
    private var size = 0
    /// The newest message that did not fit.
    private var cut: Position?
    private let end: Position?
    private let maximumCount: Int
    private let render: @Sendable (Message) -> (element: Element, size: Int)

    /// - Parameters:
    ///   - position: takes only messages before it; `nil` for all.
    ///   - maximumCount: of messages.
    ///   - render: a message as it is answered, and what it takes of ``Limits/response``.
    init(
        before position: ListPosition? = nil, maximumCount: Int = .max,
        render: @escaping @Sendable (Message) -> (element: Element, size: Int)
    ) {
        end = position.flatMap { position in Timestamp(position.createdAt).map { Position($0, position.id) } }
        self.maximumCount = maximumCount
        self.render = render
    }

    /// False for the first page of a history, the newest one.
    var isContinued: Bool { end != nil }
    /// The time of the end; `nil` for the first page.
    var endTime: Timestamp? { end?.time }
    var count: Int { entries.count }
    /// True when there are messages before those of the window.
    var hasMore: Bool { cut != nil }
    /// The oldest message, where the page before this one goes on; `nil` when there is none.
    var next: ListPosition? {
        guard hasMore, let oldest = entries.last else { return nil }
        return ListPosition(createdAt: oldest.position.time.description, id: oldest.position.id.text)
    }

    /// As they were rendered, oldest first.
    var elements: [Element] { entries.reversed().map(\.element) }
    var ids: [String] { entries.map(\.position.id.text) }
    func ids(before time: Timestamp) -> [String] {
        entries.filter { $0.position.time < time }.map(\.position.id.text)
    }

    /// True when a message of that time cannot be in the window, nor any older one.
    func isPast(_ time: Timestamp) -> Bool { cut.map { time < $0.time } ?? false }

    /// Of these messages those that belong into the window, and are not in it with their answers.
    ///
    /// - Parameter times: of the messages, by id; `nil` where it is not known.
    func missing(from times: ExactDictionary<Timestamp?>) -> [String] {
        guard !times.isEmpty else { return [] }
        let settled = ExactSet(entries.lazy.filter { !$0.isPending }.map(\.position.id.text))
        return times.compactMap { id, time in
            guard !settled.contains(id) else { return nil }
            guard let time else { return id }
            return belongs(Position(time, id)) ? id : nil
        }
    }

    /// Puts the message in place of an earlier state of it.
    mutating func replace(with message: Message) {
        remove(message.id)
        insert(message)
    }

    /// Puts a message that is not in the window in its place.
    mutating func insert(_ message: Message) {
        let position = Position(message.time, message.id)
        guard belongs(position) else { return }
        let (element, size) = render(message)
        var index = entries.count
        while index > 0, entries[index - 1].position < position { index -= 1 }
        entries.insert(
            Entry(position: position, isPending: message.isPending, element: element, size: size), at: index)
        self.size += size
        while entries.count > 1, self.size > Limits.response || entries.count > maximumCount {
            let oldest = entries.removeLast()
            self.size -= oldest.size
            cut = oldest.position
        }
    }

    mutating func remove(_ id: String) {
        guard let index = entries.lastIndex(where: { $0.position.id.text.hasSameBytes(as: id) }) else { return }
        size -= entries.remove(at: index).size
    }

    private func belongs(_ position: Position) -> Bool {
        (end.map { position < $0 } ?? true) && (cut.map { position > $0 } ?? true)
    }
}

extension HistoryWindow where Element == JSON {
    /// A window of an answer of JSON.
    init(
        before position: ListPosition? = nil, maximumCount: Int = .max, json: @escaping @Sendable (Message) -> JSON
    ) {
        self.init(before: position, maximumCount: maximumCount) { message in
            let element = json(message)
            return (element, element.escapedSize)
        }
    }
}
