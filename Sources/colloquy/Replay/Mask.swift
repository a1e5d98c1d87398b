/// A volatile value in a recorded answer: `<timestamp>` stands for any text of that form, and `<timestamp:NAME>` keeps the
/// one that came for later events, which write it `{{NAME}}`.
struct Mask: Hashable {
    enum Kind: String, CaseIterable {
        /// RFC 3339 in UTC.
        case timestamp
        case uuid
        case messageID = "message-id"
        case reviewID = "review-id"
        /// An opaque token of letters, digits and `-_.~=`.
        case token
        case url
        case number
        /// Text that is not empty.
        case text
        /// Alone: any value of any kind. Within a text: any text, also none.
        case any

        /// A regular expression for the whole value.
        var pattern: String {
            switch self {
            case .timestamp: #"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z"#
            case .uuid: #"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"#
            case .messageID: #"MESSAGE-\d{10}-[0-9a-f]{8}"#
            case .reviewID: #"REVIEW-\d{10}-[0-9a-f]{8}"#
            case .token: #"[A-Za-z0-9_.~=\-]+"#
            case .url: #"https?://[^\s"]+"#
            case .number: #"-?\d+(?:\.\d+)?"#
            case .text: #"(?s:.+)"#
            case .any: #"(?s:.*)"#
            }
        }

        /// What `--update` masks by itself, the longest form first: values that differ from run to run.
        static let recorded: [Kind] = [.messageID, .reviewID, .timestamp, .uuid]
    }

    var kind: Kind
    var name: String?
}
