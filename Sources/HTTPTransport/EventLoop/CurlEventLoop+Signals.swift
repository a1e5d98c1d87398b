extension CurlEventLoop {
    /// The POSIX signals among `signals` as they arrive, instead of what the process would do on them. It holds from the
    /// loop's next turn until the stream's end, which comes with the reading task's cancellation, the release of the
    /// stream or ``shutDown()``; then what was installed before holds again. All streams of one loop get a
    /// signal; of several loops that ask for the same one, the last to do so. In a
    /// process without a file descriptor left the stream ends at once.
    public func signals(_ signals: Int32...) -> AsyncStream<Int32> {
        let number = nextListenerNumber()
        let core = core
        return AsyncStream(bufferingPolicy: .bufferingNewest(64)) { continuation in
            let listener = SignalPipe.Listener(signals: Set(signals), continuation: continuation)
            continuation.onTermination = { _ in core.post { $0.endListening(number: number) } }
            core.perform { $0.listen(listener, number: number) }
        }
    }
}
