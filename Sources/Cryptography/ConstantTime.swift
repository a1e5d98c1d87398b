internal import CCrypto

/// Compares in a time that depends on the number of bytes alone, so that a near miss looks like a far one.
public func isEqualInConstantTime(_ left: [UInt8], _ right: [UInt8]) -> Bool {
    left.count == right.count && CRYPTO_memcmp(left, right, left.count) == 0
}
