/// A stream that has not ended, and the handle it is made with.
struct OpenStream {
    let stream: Stream
    let handle: StreamHandle
}
