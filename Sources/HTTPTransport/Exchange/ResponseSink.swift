/// Where the parts of one response go. Called on the loop's thread, and from inside libcurl: it may resume
/// continuations, which only enqueues a job, but must not start or end transfers.
protocol ResponseSink: AnyObject {
    /// The head is complete. `expectedLength` is the body's announced length, if any, and within the request's limit.
    func receive(_ head: ResponseHead, expectedLength: Int?)

    /// The next bytes of the body. With false, they are not taken and come again after the transfer was resumed.
    func receive(_ bytes: UnsafeRawBufferPointer) -> Bool

    /// The end, exactly once.
    func finish(_ failure: HTTPError?)
}
