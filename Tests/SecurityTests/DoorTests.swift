import Application
import ApplicationTestSupport
import Gateway
import Testing
import WireFormats

@Suite("Doors")
struct DoorTests {
    @Test("every route and every operation of the program is attacked: a new one needs a door in `Doors`")
    func everyDoor() throws {
        let dispatcher = try TestApplication().dispatcher
        let doors = Doors(ids: Belongings()).all.map(\.name)
        let routes = dispatcher.router.routes.map { "\($0.method) \($0.path)" }
        #expect(doors.sorted() == (routes + dispatcher.operations.names).sorted())
    }

    @Test("every door opens for whom it is meant")
    func rightful() async throws {
        try await AttackedApplication.with { application in
            let doors = application.doors
            for door in doors.filter({ !$0.isDestructive }) + doors.filter(\.isDestructive) {
                let request = door.guard == .signature ? Signatures.signed(door.request) : door.request
                let answer = try await application.send(request, as: door.rightful)
                #expect(answer.status == door.status, "\(door): \(answer)")
            }
            #expect(application.indiscreetLines == [])
        }
    }
}
