import Gateway
import TestSupport
import Testing
import WireFormats

@Suite("Hostile events")
struct EventFuzzTests {
    @Test("100,000 damaged events give an event or a 4xx, each a valid answer, and none ends the process")
    func neverTraps() throws {
        var mutation = Mutation(seed: 100_000)
        let documents = EventFixtures.all.map(JSON.object)
        var counts = (events: 0, rejections: 0)
        for round in 0..<100_000 {
            let bytes = mutation.mutate(documents[round % documents.count])
            do {
                let event = try Event(decoding: bytes, invocationID: "i", maximumBodySize: 4096)
                counts.events += 1
                guard case .request(let request, _) = event else { continue }
                try #require(request.body.count <= 4096 && request.path.utf8.first == UInt8(ascii: "/"))
                try #require(request.caller != .direct)
            } catch let rejection as EventRejection {
                counts.rejections += 1
                try #require((400..<500).contains(rejection.failure.status))
                if round.isMultiple(of: 16) {
                    _ = try JSON(
                        parsing: rejection.encoding.encode(rejection.failures.response(for: rejection.failure)))
                }
            }
        }
        #expect(counts.events > 10_000 && counts.rejections > 10_000, "\(counts)")
    }

    @Test("20,000 damaged paths are routed or refused, and none ends the process")
    func pathsNeverTrap() async throws {
        var mutation = Mutation(seed: 20_000)
        let routes = ["/session/{id}", "/session/{id}/complete", "/sessions/active", "/"].map { path in
            Route("GET", path) { _ in Response() }
        }
        let router = try Router(routes, cors: CORS(allowedOrigins: .none), log: RecordedLog().logger)
        var statuses: Set<Int> = []
        for _ in 0..<20_000 {
            var bytes = Array("/session/%2B1%C3%A9/complete".utf8)
            mutation.damage(&bytes)
            let path = String(decoding: bytes, as: UTF8.self)
            statuses.insert(await router.respond(to: Request(method: "GET", path: path, caller: .anonymous)).status)
        }
        #expect(statuses == [200, 400, 404])
    }
}
