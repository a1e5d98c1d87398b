/// The descriptions do not fit the program.
public struct DescriptionError: Error, Sendable, Hashable, CustomStringConvertible {
    /// Routes and operations without a description.
    public let undescribed: [String]
    /// Descriptions of nothing.
    public let absent: [String]

    public init(undescribed: [String], absent: [String]) {
        self.undescribed = undescribed
        self.absent = absent
    }

    public var description: String {
        "without a description: \(undescribed.joined(separator: ", ")); not there: \(absent.joined(separator: ", "))"
    }
}
