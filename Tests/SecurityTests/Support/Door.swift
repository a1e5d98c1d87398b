import WireFormats

/// A way into the program: a route, or an operation behind the route for operations. With it comes the request of somebody
/// who may use it.
struct Door: Sendable, CustomStringConvertible {
    /// Who may come in.
    enum Guard: Sendable, Hashable {
        /// Everybody: it shows nothing that is anybody's.
        case everybody
        /// The owner of the object that is named; for everybody else it is not there.
        case owner
        /// Anybody who is signed in, to what is their own.
        case own
        /// The same, and what is named has its place among the caller's own: the same id is another thing for another user.
        case ownNames
        /// Anybody who is signed in; an id that somebody else uses is refused.
        case freeNames
        case staff
        case admins
        /// Whoever has Twilio's secret.
        case signature
    }

    /// `GET /session/{id}`, or the operation.
    let name: String
    let `guard`: Guard
    var request: AttackRequest
    /// Goes last where doors are used one after the other: what it names is gone or changed then.
    var isDestructive = false
    /// Of the rightful caller.
    var status = 200
    var cursor: Cursor?

    var description: String { name }

    /// Whom it opens for.
    var rightful: Person? {
        switch `guard` {
        case .everybody, .signature: nil
        case .owner, .own, .ownNames, .freeNames: .alice
        case .staff: .sam
        case .admins: .ada
        }
    }

    /// Where a list takes its cursor, and where its pages have the next one.
    struct Cursor: Sendable {
        enum Place: Sendable, Hashable {
            case query(String)
            case body(String)
        }

        var place: Place = .query("cursor")
        /// The member of the answer, or a header; `nil` where no page is short enough for a next one in a test.
        var source: Source?
        /// Lists with the same rows share cursors.
        var list: String
        /// Changes the filter, so that the cursor is of another list; a query parameter or member.
        var otherFilter: (name: String, value: JSON)?

        enum Source: Sendable, Hashable {
            case member(String)
            case header
        }

        /// A member of the body, which asks for `next_cursor` by being there.
        static func member(
            of list: String, source: Source? = .member("next_cursor"),
            otherFilter: (name: String, value: JSON)? = nil
        ) -> Cursor {
            Cursor(place: .body("cursor"), source: source, list: list, otherFilter: otherFilter)
        }
    }

    /// - Parameter cursor: an invented or stolen one.
    func request(cursor text: String) -> AttackRequest {
        request(setting: cursor?.place ?? .query("cursor"), to: .string(text))
    }

    func request(setting place: Cursor.Place, to value: JSON, in base: AttackRequest? = nil) -> AttackRequest {
        var request = base ?? request
        switch place {
        case .query(let name):
            request.query.removeAll { $0.name == name }
            request.query.append((name, value.string ?? value.text))
        case .body(let name):
            var object = request.json?.object ?? [:]
            object[name] = value
            request.json = .object(object)
        }
        return request
    }
}
