public import WireFormats

extension HTTPHeaders {
    /// Of an `Idempotency-Key`, in bytes.
    private static let maximumKey = 256

    /// `Idempotency-Key`: the caller's name for a request, the same when it is sent again. `nil` when there is none.
    ///
    /// - Throws: ``Failure/Kind/invalid(field:)`` for one of more than 256 bytes.
    public var idempotencyKey: String? {
        get throws(Failure) {
            guard let key = self["Idempotency-Key"], !key.isEmpty else { return nil }
            guard key.utf8.count <= Self.maximumKey else {
                throw Failure(
                    .invalid(field: "header.Idempotency-Key"),
                    "Idempotency-Key must be at most \(Self.maximumKey) bytes long")
            }
            return key
        }
    }
}
