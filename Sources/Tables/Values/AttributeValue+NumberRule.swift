public import AWSServices

extension AttributeValue {
    /// True when DynamoDB keeps the number exactly: at most 38 significant digits, magnitudes from 1E-130 to 9.99…E+125
    /// (DynamoDB: "Data types, Number"). For those who must refuse a value in words of their own before it gets here.
    public static func isStorable(number literal: String) -> Bool { (try? DecimalNumber(literal)) != nil }
}
