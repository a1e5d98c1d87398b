import Foundation
import WireFormats

extension Timestamp {
    /// The preferred form of HTTP dates (RFC 9110 §5.6.7): `Sun, 06 Nov 1994 08:49:37 GMT`.
    var httpDate: String {
        let formatter = DateFormatter()
        formatter.locale = Locale(identifier: "en_US_POSIX")
        formatter.timeZone = .gmt
        formatter.dateFormat = "EEE, dd MMM yyyy HH:mm:ss 'GMT'"
        return formatter.string(from: Date(timeIntervalSince1970: Double(seconds)))
    }
}

extension Duration {
    /// Milliseconds with a fraction.
    public var milliseconds: Double {
        Double(components.seconds) * 1000 + Double(components.attoseconds) / 1_000_000_000_000_000
    }

    /// Seconds with two decimals, as Lambda words its timeouts: `3.00`.
    var formattedSeconds: String { String(format: "%.2f", milliseconds / 1000) }
}
