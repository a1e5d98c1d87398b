/// Calls with the bytes in one piece: where they lie, or of a copy.
func withBytes<Result, Failure: Error>(
    of data: some Sequence<UInt8>, _ body: (UnsafeBufferPointer<UInt8>) throws(Failure) -> Result
) throws(Failure) -> Result {
    let result = data.withContiguousStorageIfAvailable { bytes in
        Swift.Result { () throws(Failure) in try body(bytes) }
    }
    if let result { return try result.get() }
    return try Array(data).withUnsafeBufferPointer(body)
}
