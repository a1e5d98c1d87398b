import Foundation
import WireFormats

/// Fresh ids in the forms that AWS gives them.
public enum Identifier {
    /// A UUID in lower case, as request ids are.
    public static func uuid() -> String { UUID().uuidString.lowercased() }

    /// An X-Ray header that is not sampled: `Root=1-<8 hex: seconds>-<24 hex>;Parent=<16 hex>;Sampled=0`.
    public static func trace() -> String {
        let seconds = String(UInt32(truncatingIfNeeded: Int(Date.now.timeIntervalSince1970)), radix: 16)
        return "Root=1-\(seconds)-\(random(bytes: 12));Parent=\(random(bytes: 8));Sampled=0"
    }

    /// Random lower-case hexadecimal digits, two a byte.
    static func random(bytes: Int) -> String {
        hexadecimal((0..<bytes).map { _ in UInt8.random(in: .min ... .max) })
    }
}
