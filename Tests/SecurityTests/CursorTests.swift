import Testing
import WireFormats

@Suite("Cursors that were tampered with or belong elsewhere")
struct CursorTests {
    /// The next page's cursor, as the rightful caller gets it.
    private func cursor(of door: Door, from application: AttackedApplication) async throws -> String {
        let answer = try await application.send(door.request, as: door.rightful)
        let cursor: String? =
            switch door.cursor?.source {
            case .member(let name): answer.json?[name]?.string
            case .header: answer["X-Next-Cursor"]
            case nil: nil
            }
        return try #require(cursor, "\(door): \(answer)")
    }

    private func expectRefusal(_ answer: AttackAnswer, _ what: Comment) {
        #expect([400, 422].contains(answer.status), "\(what): \(answer)")
        #expect(answer.body.contains("cursor") && !answer.body.contains(Belongings.secret), "\(what): \(answer)")
    }

    @Test("a cursor leads on for the one list and caller that it was given for, and for no other")
    func scopes() async throws {
        try await AttackedApplication.with { application in
            let takers = application.doors.filter { $0.cursor != nil }
            for door in takers where door.cursor?.source != nil {
                let cursor = try await cursor(of: door, from: application)
                let request = door.request(cursor: cursor)
                let next = try await application.send(request, as: door.rightful)
                #expect(next.status == 200, "\(door): \(next)")

                // The same groups, another caller.
                let other = Person(id: "mallory", groups: door.rightful?.groups)
                let stolen = try await application.send(request, as: other)
                if door.guard == .owner {
                    #expect(!stolen.body.contains(Belongings.secret), "\(door): \(stolen)")
                } else {
                    expectRefusal(stolen, "\(door) by another caller")
                }
                if let filter = door.cursor?.otherFilter {
                    let place: Door.Cursor.Place = door.request.body.isEmpty ? .query(filter.name) : .body(filter.name)
                    let changed = door.request(setting: place, to: filter.value, in: request)
                    expectRefusal(
                        try await application.send(changed, as: door.rightful), "\(door) with another \(filter.name)")
                }
                for taker in takers where taker.cursor?.list != door.cursor?.list {
                    let answer = try await application.send(taker.request(cursor: cursor), as: taker.rightful)
                    expectRefusal(answer, "\(taker) with a cursor of \(door)")
                }
            }
        }
    }

    @Test("a cursor with a bit flipped, cut, lengthened or made up is refused")
    func tampered() async throws {
        try await AttackedApplication.with { application in
            for door in application.doors where door.cursor != nil {
                var attacks = [
                    "0", "null", "undefined", "AAAA", "../../etc/passwd", "%00", "\u{0}", "é", "{}", "[\"a\"]",
                    "1 OR 1=1",
                    String(repeating: "A", count: 16_000),
                ]
                if door.cursor?.source != nil {
                    let cursor = Array(try await cursor(of: door, from: application).utf8)
                    attacks += [1, 2, cursor.count / 2].map { String(decoding: cursor.dropLast($0), as: UTF8.self) }
                    attacks += [
                        String(decoding: cursor + cursor, as: UTF8.self),
                        String(decoding: cursor, as: UTF8.self) + "AAAA",
                    ]
                    for place in stride(from: 0, to: cursor.count, by: max(1, cursor.count / 24)) {
                        var changed = cursor
                        changed[place] = changed[place] == UInt8(ascii: "A") ? UInt8(ascii: "B") : UInt8(ascii: "A")
                        attacks.append(String(decoding: changed, as: UTF8.self))
                    }
                }
                let before = try await application.items()
                for attack in attacks {
                    expectRefusal(
                        try await application.send(door.request(cursor: attack), as: door.rightful),
                        "\(door) with \(attack.prefix(40))")
                }
                #expect(try await application.items() == before, "\(door)")
            }
        }
    }
}
