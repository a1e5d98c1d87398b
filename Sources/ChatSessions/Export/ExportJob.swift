import AWSServices
import Gateway
import Tables
import WireFormats

/// Which sessions an export covers, and how far it has come. The record lies in the reviews table until the file is there.
struct ExportJob: Sendable, Hashable {
    let start: String
    let end: String
    let range: TimeRange
    /// Set anew for each step, so that of two calls that go on with the same job only one counts.
    var step: String
    /// Objects with the rows written so far, in order.
    var parts: [String]
    /// Bytes in ``parts``.
    var size: Int
    /// Parts of a job that this one has taken the place of. They stay in the record until they have been removed.
    var obsolete: [String]
    /// The last session in ``parts``.
    var position: ListPosition?

    init(start: String, end: String, range: TimeRange, step: String) {
        self.start = start
        self.end = end
        self.range = range
        self.step = step
        parts = []
        size = 0
        obsolete = []
    }

    /// The file's key, which clients know.
    var objectKey: String { "all-sessions-\(start)-\(end).csv" }

    /// What clients poll with.
    var id: String { "\(start)-\(end)" }

    private static let stepName = "step"

    /// Holds while the record is at the same step as `item`; where that is `nil`, while there is no record.
    static func condition(stepOf item: Item?) -> Condition {
        guard let step = item?[stepName] else { return .absent(stepName) }
        return .equals(stepName, step)
    }

    var key: Item { [ReviewAttribute.id: .string("colloquy#export#\(id)")] }

    var item: Item {
        var item = key
        item[Self.stepName] = .string(step)
        item["parts"] = .list(parts.map(AttributeValue.string))
        item["size"] = .number(String(size))
        item["obsolete"] = .list(obsolete.map(AttributeValue.string))
        item["position"] = position.map { .list([.string($0.createdAt), .string($0.id)]) }
        return item
    }

    /// Takes over what an earlier call has done.
    mutating func resume(from item: Item) {
        step = item[Self.stepName]?.string ?? step
        parts = Self.strings(item["parts"])
        size = item["size"]?.number.flatMap { Int($0) } ?? 0
        obsolete = Self.strings(item["obsolete"])
        if let position = item["position"]?.list?.compactMap(\.string), position.count == 2 {
            self.position = ListPosition(createdAt: position[0], id: position[1])
        }
    }

    /// Takes the place of an earlier job, whose parts nobody needs any more.
    mutating func replace(_ item: Item?) {
        obsolete = Self.strings(item?["parts"]) + Self.strings(item?["obsolete"])
    }

    private static func strings(_ list: AttributeValue?) -> [String] { list?.list?.compactMap(\.string) ?? [] }

    /// The bounds in a `job_id`, which is `<start>-<end>`: where both sides of a hyphen are times.
    static func bounds(inID id: String) -> (start: String, end: String)? {
        for index in id.indices where id[index] == "-" {
            let start = String(id[..<index])
            let end = String(id[id.index(after: index)...])
            if Timestamp(start) != nil, Timestamp(end) != nil { return (start, end) }
        }
        return nil
    }
}
