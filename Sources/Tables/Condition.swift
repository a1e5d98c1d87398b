public import AWSServices

/// What must be true of the item that is there (or of its absence) for a write to happen, or for a read to return it.
///
/// A comparison with an attribute that is missing or of another type is false, and so is its opposite
/// (DynamoDB: comparison operators).
public indirect enum Condition: Sendable, Hashable {
    case exists(String)
    case absent(String)
    case equals(String, AttributeValue)
    /// True also when the attribute is missing, as in DynamoDB.
    case notEquals(String, AttributeValue)
    case less(String, AttributeValue)
    case lessOrEqual(String, AttributeValue)
    case greater(String, AttributeValue)
    case greaterOrEqual(String, AttributeValue)
    case between(String, AttributeValue, AttributeValue)
    /// The value is one of these (at most 100).
    case isIn(String, [AttributeValue])
    /// For strings and binary.
    case beginsWith(String, AttributeValue)
    /// Substring of a string, element of a list or member of a set.
    case contains(String, AttributeValue)
    case all([Condition])
    case any([Condition])
    case not(Condition)
}
