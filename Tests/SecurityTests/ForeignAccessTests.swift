import Testing
import WireFormats

@Suite("Other people's belongings")
struct ForeignAccessTests {
    @Test(
        "without an authorizer's claims nothing opens but what is for everybody, and nothing is written",
        arguments: GatewayKind.allCases)
    func anonymous(gateway: GatewayKind) async throws {
        try await AttackedApplication.with { application in
            let missing = Doors(ids: application.ids.missing).all
            let before = try await application.items()
            for (door, other) in zip(application.doors, missing) where door.guard != .everybody {
                let answer = try await application.send(door.request, as: nil, by: gateway)
                #expect(answer.status == (door.guard == .signature ? 403 : 401), "\(door): \(answer)")
                let blind = try await application.send(other.request, as: nil, by: gateway)
                #expect(answer == blind, "\(door)")
            }
            #expect(try await application.items() == before)
            #expect(application.indiscreetLines == [])
        }
    }

    @Test(
        "what belongs to somebody else is answered, byte for byte, as what is not there, and stays as it is",
        arguments: [Door.Guard.owner, .ownNames])
    func foreign(guarding: Door.Guard) async throws {
        try await AttackedApplication.with { application in
            let missing = Doors(ids: application.ids.missing)
            let belongings = try await application.items()
            for (door, other) in zip(application.doors, missing.all) where door.guard == guarding {
                for method in door.request.method == "GET" ? ["GET", "HEAD"] : [door.request.method] {
                    var (request, blind) = (door.request, other.request)
                    (request.method, blind.method) = (method, method)
                    let answer = try await application.send(request, as: .mallory)
                    let reference = try await application.send(blind, as: .mallory)
                    #expect(
                        answer.masked(application.ids.names) == reference.masked(missing.ids.names),
                        "\(method) \(door): \(answer) is not \(reference)")
                    #expect(!answer.body.contains(Belongings.secret), "\(door): \(answer)")
                    let items = try await application.items()
                    #expect(belongings.subtracting(items) == [], "\(method) \(door)")
                    // Otherwise what is put under the same id lies among mallory's own.
                    if guarding == .owner { #expect(items.subtracting(belongings) == [], "\(method) \(door)") }
                }
            }
            #expect(application.indiscreetLines == [])
        }
    }

    @Test("lists and counts are of the caller's own, whomever the request names")
    func ownLists() async throws {
        try await AttackedApplication.with { application in
            for door in application.doors where door.guard == .own {
                let before = try await application.items()
                let answer = try await application.send(door.request, as: .mallory)
                #expect(answer.status == 200, "\(door): \(answer)")
                #expect(!answer.body.contains(Belongings.secret), "\(door): \(answer)")
                for name in application.ids.names { #expect(!answer.body.contains(name), "\(door): \(answer)") }
                #expect(try await before.subtracting(application.items()) == [], "\(door)")
            }
        }
    }

    @Test("an id that somebody else uses is refused where ids are everybody's, and nothing is written")
    func taken() async throws {
        try await AttackedApplication.with { application in
            for door in application.doors where door.guard == .freeNames {
                let before = try await application.items()
                let answer = try await application.send(door.request, as: .mallory)
                #expect(answer.status == 409 && !answer.body.contains(Belongings.secret), "\(door): \(answer)")
                #expect(try await application.items() == before, "\(door)")
            }
        }
    }

    /// Claims that are none of the groups, whatever they look like.
    static let lookAlikes: [JSON] = [
        "[AdminUsersX StaffX]", "[XAdminUsers XStaff]", "[adminusers staff]", "[Admin Users Sta ff]",
        "AdminUsers;Staff",
        "[AdminUsers\u{301} Staff\u{301}]", "[Admin\u{200B}Users St\u{200B}aff]", "[ＡdminUsers Ｓtaff]",
        "[АdminUsers Stаff]", "[AdminUsers\u{0} Staff\u{0}]", "[[AdminUsers]]", "(AdminUsers)", "{AdminUsers}",
        "\"AdminUsers\"", "[AdminUsers", "Staff]", "[AdminUsers,Staff]", "[AdminUsers\tStaff]", "[AdminUsers\nStaff]",
        "AdminUsers/Staff", "%41dminUsers", "*", "[*]", "", "[]", "[NotAdminUsers BasicUsers]",
        ["[AdminUsers]", "AdminUsers,Staff", "AdminUsers Staff", " Staff"],
    ]

    @Test(
        "groups that look like the administrators' or the staff's open nothing", arguments: [GatewayKind.http, .rest])
    func lookAlikeGroups(gateway: GatewayKind) async throws {
        try await AttackedApplication.with { application in
            let missing = Doors(ids: application.ids.missing).all
            let before = try await application.items()
            for (door, other) in zip(application.doors, missing) where door.guard == .admins || door.guard == .staff {
                for groups in Self.lookAlikes + [.null] {
                    // A REST API joins with commas: there, this is two groups.
                    if gateway == .rest, groups == "[AdminUsers,Staff]" { continue }
                    let caller = Person(id: "mallory", groups: groups.isNull ? nil : groups)
                    let answer = try await application.send(door.request, as: caller, by: gateway)
                    #expect(answer.status == 403, "\(door) with \(groups.text): \(answer)")
                    let blind = try await application.send(other.request, as: caller, by: gateway)
                    #expect(answer == blind, "\(door) with \(groups.text)")
                }
            }
            #expect(try await application.items() == before)
        }
    }

    @Test(
        "teams with the administrators' or the staff's name in theirs open nothing",
        arguments: [GatewayKind.http, .rest])
    func teams(gateway: GatewayKind) async throws {
        let teams: [JSON] = [
            "[Team AdminUsers]", "[Team Staff]", "[AdminUsers Staff]", "Team AdminUsers", "Team,AdminUsers,Staff",
            ["Team AdminUsers", "Team Staff"],
        ]
        try await AttackedApplication.with(["GROUPS_CLAIM": "cognito:groups,groups"]) { application in
            let before = try await application.items()
            for door in application.doors where door.guard == .admins || door.guard == .staff {
                for groups in teams {
                    let caller = Person(id: "mallory", groups: groups, groupsClaim: "groups")
                    let answer = try await application.send(door.request, as: caller, by: gateway)
                    #expect(answer.status == 403, "\(door) with \(groups.text): \(answer)")
                }
            }
            #expect(try await application.items() == before)
        }
    }

    @Test("the staff is no administrator, and an administrator of reviews gets nothing of people's own chats")
    func otherRoles() async throws {
        try await AttackedApplication.with { application in
            let before = try await application.items()
            for door in application.doors where door.guard == .admins {
                #expect(try await application.send(door.request, as: .sam).status == 403, "\(door)")
            }
            let paths = ["/api/", "/query", "/session"]
            for door in application.doors where door.guard == .own || door.guard == .ownNames {
                guard paths.contains(where: door.request.template.hasPrefix), !door.isDestructive else { continue }
                let answer = try await application.send(door.request, as: .ada)
                #expect(!answer.body.contains(Belongings.secret), "\(door): \(answer)")
            }
            #expect(try await before.subtracting(application.items()) == [])
        }
    }
}
