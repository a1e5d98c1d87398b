import Testing

@testable import LambdaRuntime

struct RetryScheduleTests {
    @Test("polling waits twice as long each time and gives up behind the seventh failure")
    func polling() {
        #expect(
            (1...8).map { RetrySchedule.polling.delay(afterFailures: $0) } == [
                .milliseconds(50), .milliseconds(100), .milliseconds(200), .milliseconds(400), .milliseconds(800),
                .milliseconds(1600), nil, nil,
            ])
    }

    @Test("posting gives up behind the fourth failure")
    func posting() {
        #expect(
            (1...4).map { RetrySchedule.posting.delay(afterFailures: $0) } == [
                .milliseconds(50), .milliseconds(100), .milliseconds(200), nil,
            ])
    }
}
