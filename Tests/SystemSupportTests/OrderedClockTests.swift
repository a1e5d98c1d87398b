import Synchronization
import SystemSupport
import Testing
import WireFormats

@Suite("The clock that orders")
struct OrderedClockTests {
    @Test("gives no time twice, and follows the clock as soon as that is ahead")
    func order() {
        let start = Timestamp(seconds: 1_795_248_000)
        let time = Mutex(start)
        let clock = OrderedClock { time.withLock { $0 } }
        #expect((0..<3).map { _ in clock.now() } == (0..<3).map { start + .microseconds($0) })
        time.withLock { $0 = start - .seconds(5) }
        #expect(clock.now() == start + .microseconds(3))
        time.withLock { $0 = start + .seconds(1) }
        #expect(clock.now() == start + .seconds(1))
    }
}
