import Dispatch
import Foundation

/// SIGINT, SIGTERM and SIGHUP as a stream, so that children are ended in good order.
enum Interruption {
    /// From now on the signals do nothing but appear here.
    static func stream() -> AsyncStream<Int32> {
        let (signals, continuation) = AsyncStream<Int32>.makeStream()
        for number in [SIGINT, SIGTERM, SIGHUP] {
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            // A source watches only while something holds it: its own handler does, as long as the process runs.
            source.setEventHandler { withExtendedLifetime(source) { _ = continuation.yield(number) } }
            source.activate()
        }
        return signals
    }
}
