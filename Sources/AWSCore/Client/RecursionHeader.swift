/// The trace of an invocation as `X-Amzn-Trace-Id`, by which Lambda notices functions that call each other in circles.
enum RecursionHeader {
    /// Percent-encodes everything but unreserved characters and the marks that a trace is made of.
    ///
    /// Source: AWS SDK specification of recursion detection (botocore `add_recursion_detection_header`).
    static func encode(_ trace: String) -> String {
        var encoded: [UInt8] = []
        encoded.reserveCapacity(trace.utf8.count)
        for byte in trace.utf8 {
            switch byte {
            case UInt8(ascii: "="), UInt8(ascii: ";"), UInt8(ascii: ":"), UInt8(ascii: "+"), UInt8(ascii: "&"),
                UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: "{"), UInt8(ascii: "}"), UInt8(ascii: "\""),
                UInt8(ascii: "'"), UInt8(ascii: ","):
                encoded.append(byte)
            default:
                CanonicalRequest.append(byte, to: &encoded)
            }
        }
        return String(decoding: encoded, as: UTF8.self)
    }
}
