/// A variable of the environment that cannot be used.
public struct ConfigurationError: Error, Sendable, Hashable, CustomStringConvertible {
    public let variable: String
    public let message: String

    public init(variable: String, message: String) {
        self.variable = variable
        self.message = message
    }

    init(_ setting: Setting, _ message: String) {
        self.init(variable: setting.rawValue, message: message)
    }

    public var description: String { "\(variable): \(message)" }
}
