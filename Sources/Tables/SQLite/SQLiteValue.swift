/// A value bound to a statement's parameter.
enum SQLiteValue {
    case blob([UInt8])
    case text(String)
    case integer(Int64)
    case null
}
