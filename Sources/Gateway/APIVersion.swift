/// The version that callers are told.
public enum APIVersion {
    public static let current = "2.1.0"
}
