/// What Lambda tells a runtime through environment variables, read once and checked.
///
/// Source: Lambda's developer guide, "Defined runtime environment variables".
public struct RuntimeEnvironment: Sendable, Hashable {
    /// Host and port of the Runtime API (`AWS_LAMBDA_RUNTIME_API`).
    public var apiAddress: String
    /// How many invocations may run at once (`AWS_LAMBDA_MAX_CONCURRENCY`, Managed Instances only); 1 without it.
    public var maximumConcurrency: Int
    public var function: LambdaFunction

    /// Lambda documents no upper bound; this one only keeps a typing error from opening a million connections.
    static let concurrencyRange = 1...10_000

    /// - Throws: ``RuntimeError/Code/invalidEnvironment(variable:)`` when the Runtime API's address is missing or is no
    ///   `host:port`, or when the concurrency is no number from 1 to 10,000. Empty variables count as missing.
    public init(_ variables: [String: String]) throws(RuntimeError) {
        apiAddress = try Self.apiAddress(in: variables)
        maximumConcurrency = try Self.maximumConcurrency(in: variables)
        function = LambdaFunction(variables)
    }

    static func apiAddress(in variables: [String: String]) throws(RuntimeError) -> String {
        let name = "AWS_LAMBDA_RUNTIME_API"
        guard let address = variables[name], !address.isEmpty else {
            throw RuntimeError(
                .invalidEnvironment(variable: name), "\(name) is not set: this program runs inside Lambda")
        }
        guard address.utf8.allSatisfy(isAddressByte) else {
            throw RuntimeError(.invalidEnvironment(variable: name), "\(name) is not host:port: \(address)")
        }
        return address
    }

    private static func maximumConcurrency(in variables: [String: String]) throws(RuntimeError) -> Int {
        let name = "AWS_LAMBDA_MAX_CONCURRENCY"
        guard let text = variables[name], !text.isEmpty else { return 1 }
        guard let value = Int(text), concurrencyRange.contains(value) else {
            throw RuntimeError(
                .invalidEnvironment(variable: name),
                "\(name) is not a number from \(concurrencyRange.lowerBound) to \(concurrencyRange.upperBound): \(text)"
            )
        }
        return value
    }

    private static func isAddressByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: ".:-_[]".utf8.contains(byte)
        }
    }
}
