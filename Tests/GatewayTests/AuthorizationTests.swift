import Gateway
import Testing
import WireFormats

@Suite("Authorization")
struct AuthorizationTests {
    private let required = Authorization(mode: .required)
    private let open = Authorization(mode: .open)

    @Test("a claimed user is believed of direct callers only")
    func identities() {
        let user = Caller.user(id: "ada", groups: ["AdminUsers", "Staff"])
        #expect(
            required.identity(of: user, claimedUserID: "bob")
                == .init(userID: "ada", isAdmin: true, isStaff: true, isDirect: false))
        #expect(
            required.identity(of: .direct, claimedUserID: "bob")
                == .init(userID: "bob", isAdmin: false, isStaff: false, isDirect: true))
        #expect(required.identity(of: .anonymous, claimedUserID: "bob") == nil)
        #expect(
            open.identity(of: .anonymous, claimedUserID: "bob")
                == .init(userID: "local", isAdmin: false, isStaff: false, isDirect: false))
    }

    @Test("where somebody has to be known, an anonymous caller is asked to sign in")
    func requiredIdentity() throws {
        #expect(throws: Failure.unauthenticated) { try required.requiredIdentity(of: .anonymous) }
        #expect(try open.requiredIdentity(of: .anonymous).userID == "local")
        #expect(try required.requiredIdentity(of: .direct, claimedUserID: "bob").userID == "bob")
    }

    @Test("a user's id longer than a key is refused by its name, claimed or given")
    func longID() throws {
        let longest = String(repeating: "\u{E9}", count: 1024)
        #expect(try required.requiredIdentity(of: .user(id: longest, groups: [])).userID == longest)
        let tooLong: [(Caller, String?)] = [
            (.user(id: longest + "x", groups: []), nil), (.direct, longest + "x"),
        ]
        for (caller, claimed) in tooLong {
            let refusal = #expect(throws: Failure.self) {
                try required.requiredIdentity(of: caller, claimedUserID: claimed)
            }
            #expect(refusal?.kind == .invalid(field: "user_id"))
            #expect(refusal?.message.utf8.starts(with: "user_id must be at most 2048 bytes long".utf8) == true)
        }
    }

    @Test("an object is for its owner, for admins, and for direct callers that name nobody")
    func access() {
        func mayAccess(_ userID: String?, isAdmin: Bool = false, isDirect: Bool = false) -> Bool {
            Authorization.Identity(userID: userID, isAdmin: isAdmin, isStaff: true, isDirect: isDirect)
                .mayAccess(objectOf: "\u{E9}ve")
        }
        #expect(mayAccess("\u{E9}ve") && mayAccess("bob", isAdmin: true) && mayAccess(nil, isDirect: true))
        #expect(!mayAccess("bob") && !mayAccess(nil) && !mayAccess("bob", isDirect: true))
        #expect(!mayAccess("e\u{301}ve"), "another user, whose name only looks the same")
    }
}
