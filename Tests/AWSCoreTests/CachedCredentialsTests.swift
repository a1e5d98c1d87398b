import AWSCore
import Synchronization
import Testing
import WireFormats

@Suite(.timeLimit(.minutes(10)))
struct CachedCredentialsTests {
    private static let start = Timestamp(seconds: 1_795_000_000)

    /// Hands out numbered credentials that live an hour, or fails; can be held up.
    private final class Source: CredentialProvider {
        struct State {
            var now = CachedCredentialsTests.start
            var calls = 0
            var isFailing = false
            var isHeld = false
        }

        let state = Mutex(State())
        var calls: Int { state.withLock(\.calls) }

        func credentials() async throws(CredentialError) -> AWSCredentials {
            let (number, expiration, isFailing) = state.withLock { state in
                state.calls += 1
                return (state.calls, state.now + .seconds(3600), state.isFailing)
            }
            while state.withLock(\.isHeld) {
                if Task.isCancelled { throw CredentialError(.unavailable, "cancelled") }
                await Task.yield()
            }
            if isFailing { throw CredentialError(.unavailable, "scripted") }
            return AWSCredentials(accessKeyID: "\(number)", secretAccessKey: "s", expiration: expiration)
        }

        func pass(_ seconds: Int) { state.withLock { $0.now = $0.now + .seconds(seconds) } }
        func fail(_ isFailing: Bool = true) { state.withLock { $0.isFailing = isFailing } }
        func hold(_ isHeld: Bool = true) { state.withLock { $0.isHeld = isHeld } }

        /// Waits until the source has been asked this often.
        func waitForCall(_ number: Int) async {
            while calls < number { await Task.yield() }
        }
    }

    private let source = Source()
    private let cache: CachedCredentials

    init() {
        let source = source
        cache = CachedCredentials(source) { source.state.withLock(\.now) }
    }

    private func id() async throws -> String { try await cache.credentials().accessKeyID }

    @Test("credentials are kept until a quarter of an hour before their end")
    func kept() async throws {
        #expect(try await id() == "1")
        source.pass(3600 - 901)
        #expect(try await id() == "1")
        source.pass(1)
        #expect(try await id() == "2")
    }

    @Test("credentials without an end are kept for good")
    func endless() async throws {
        let cache = CachedCredentials(StaticCredentials(accessKeyID: "a", secretAccessKey: "b")) {
            Timestamp(seconds: .max / 2_000_000)
        }
        #expect(try await cache.credentials().accessKeyID == "a")
    }

    @Test("callers at the same time share one fetch")
    func shared() async throws {
        source.hold()
        try await withThrowingTaskGroup(of: String.self) { group in
            for _ in 0..<20 { group.addTask { try await id() } }
            await source.waitForCall(1)
            for _ in 0..<100 { await Task.yield() }
            source.hold(false)
            for try await id in group { #expect(id == "1") }
        }
        #expect(source.calls == 1)
    }

    @Test("callers at the same time share a failure")
    func sharedFailure() async throws {
        source.hold()
        source.fail()
        let failures = await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<20 { group.addTask { (try? await id()) == nil } }
            await source.waitForCall(1)
            // Those that come later than the failure ask again; give all of them time to come.
            try? await Task.sleep(for: .milliseconds(50))
            source.hold(false)
            return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
        }
        #expect(failures == 20)
        #expect(source.calls == 1)
    }

    @Test("in the advisory window others go on with the old ones while one fetches")
    func advisory() async throws {
        _ = try await id()
        source.pass(3600 - 800)
        source.hold()
        async let refreshed = id()
        await source.waitForCall(2)
        #expect(try await id() == "1")
        source.hold(false)
        #expect(try await refreshed == "2")
        #expect(try await id() == "2")
    }

    @Test("a failure in the advisory window keeps the old ones, and is repeated after a minute")
    func advisoryFailure() async throws {
        _ = try await id()
        source.fail()
        source.pass(3600 - 800)
        #expect(try await id() == "1")
        #expect(try await id() == "1")
        #expect(source.calls == 2)
        source.fail(false)
        source.pass(60)
        #expect(try await id() == "3")
    }

    @Test("a failure in the mandatory window keeps the old ones while they are valid")
    func mandatoryFailure() async throws {
        _ = try await id()
        source.fail()
        source.pass(3600 - 1)
        #expect(try await id() == "1")
        source.pass(1)
        await #expect(throws: CredentialError.self) { try await id() }
    }

    @Test("when the one that fetches is cancelled, another takes over")
    func takeover() async throws {
        source.hold()
        let first = Task { try await id() }
        await source.waitForCall(1)
        let second = Task { try await id() }
        try await Task.sleep(for: .milliseconds(20))
        first.cancel()
        await source.waitForCall(2)
        source.hold(false)
        #expect(try await second.value == "2")
    }

    @Test("a chain goes on from what is not configured, and stops at what fails")
    func chain() async throws {
        let absent = EnvironmentCredentials(environment: [:])
        let broken = EnvironmentCredentials(environment: ["AWS_ACCESS_KEY_ID": "a"])
        let good = StaticCredentials(accessKeyID: "g", secretAccessKey: "s")
        #expect(try await CredentialChain([absent, good, broken]).credentials().accessKeyID == "g")
        let failure = await #expect(throws: CredentialError.self) {
            try await CredentialChain([absent, broken, good]).credentials()
        }
        #expect(failure?.code == .invalid)
        let nothing = await #expect(throws: CredentialError.self) {
            try await CredentialChain([absent, absent]).credentials()
        }
        #expect(nothing?.code == .notConfigured)
    }
}
