import Testing

@testable import AWSCore

struct RetryPolicyTests {
    @Test(
        "the back-off doubles up to 20 seconds",
        arguments: [(1, 25), (2, 50), (3, 100), (10, 12_800), (11, 20_000), (500, 20_000)])
    func backoff(_ attempt: Int, _ milliseconds: Int) {
        let delay = RetryPolicy(scale: .milliseconds(25))
            .delay(afterAttempt: attempt, .transient, random: 1, retryAfter: nil)
        #expect(delay == .milliseconds(milliseconds))
    }

    @Test("throttling waits by the second, whatever the service")
    func throttling() {
        let policy = RetryPolicy(scale: .milliseconds(25))
        #expect(policy.delay(afterAttempt: 2, .throttling, random: 0.5, retryAfter: nil) == .seconds(1))
    }

    @Test(
        "x-amz-retry-after counts in milliseconds, no less than the back-off and at most 5 seconds more",
        arguments: [
            ("0", 100), ("50", 100), ("1500", 1500), ("5100", 5100), ("60000", 5100), ("-1", 100), ("soon", 100),
            ("1.5", 100), ("99999999999999999999", 100),
        ])
    func retryAfter(_ header: String, _ milliseconds: Int) {
        let delay = RetryPolicy(scale: .milliseconds(50))
            .delay(afterAttempt: 2, .transient, random: 1, retryAfter: RetryPolicy.retryAfter(header))
        #expect(delay == .milliseconds(milliseconds))
    }

    @Test("a throttled retry costs 5, any other 14")
    func cost() {
        #expect([RetryPolicy.Failure.throttling, .transient].map(\.cost) == [5, 14])
    }

    @Test("the quota gives nothing it has not got, and takes no more back than it had")
    func quota() {
        let quota = RetryQuota()
        #expect(quota.acquire(490))
        #expect(!quota.acquire(11))
        #expect(quota.acquire(10))
        #expect(quota.available == 0)
        quota.release(700)
        #expect(quota.available == 500)
    }
}
