import SystemSupport
import WireFormats

/// A turn of a chat, that is a prompt and its answer, and its place among the others: `<epoch>#<time>#<tie-break>`.
///
/// Prompt and answer have keys of the same turn, so a history shows an answer behind its own prompt however many are under
/// way at a time.
struct TurnID: Sendable, Hashable {
    /// How often the chat had been cleared, or begun anew, when the prompt came. Only messages of the chat's own epoch are
    /// there for anybody.
    let epoch: Int
    let text: String

    init(epoch: Int, time: Timestamp, tieBreak: String) {
        self.epoch = epoch
        text = "\(Self.text(ofEpoch: epoch))#\(time)#\(tieBreak)"
    }

    init?(_ text: String) {
        guard let epoch = text.utf8.split(separator: UInt8(ascii: "#")).first.flatMap({ Int(Substring($0)) }) else {
            return nil
        }
        self.epoch = epoch
        self.text = text
    }

    /// The turn that the sort key of a message names.
    init?(messageSort sort: String) {
        guard let turn = sort.removingBytePrefix(Self.prefix), turn.hasByteSuffix("#1") || turn.hasByteSuffix("#2")
        else {
            return nil
        }
        self.init(String(decoding: turn.utf8.dropLast(2), as: UTF8.self))
    }

    private static let prefix = "MSG#"

    var promptSort: String { "\(Self.prefix)\(text)#1" }
    var answerSort: String { "\(Self.prefix)\(text)#2" }
    /// Before both, and behind all messages of earlier turns.
    var lowerBound: String { "\(Self.prefix)\(text)#0" }
    /// Behind both, and before all messages of later turns.
    var upperBound: String { "\(Self.prefix)\(text)#9" }

    /// What the sort keys of all messages of an epoch begin with.
    static func prefix(ofEpoch epoch: Int) -> String { "\(prefix)\(text(ofEpoch: epoch))#" }

    /// Nine digits, so that text order is number order.
    static func text(ofEpoch epoch: Int) -> String { epoch.padded(to: 9) }
}
