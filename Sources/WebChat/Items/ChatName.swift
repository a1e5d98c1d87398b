import SystemSupport

/// The name that a chat gets from its first prompt.
enum ChatName {
    /// In characters, as the original cut it.
    static let maximumCount = 40
    /// Of a name that a user gives, in characters.
    static let maximumGiven = 200
    /// Of any name, in bytes: a character may have any number of marks.
    static let maximumBytes = 2000

    /// The prompt's first 40 characters, cut where they end and not trimmed.
    ///
    /// Characters are Unicode scalars, as in the `prompt[:40]` of the original, which is Python. A name that would be blank begins
    /// with the first character that can be seen.
    static func suggested(for prompt: String) -> String {
        let name = String(String.UnicodeScalarView(prompt.unicodeScalars.prefix(maximumCount)))
        guard name.isBlank else { return name }
        return String(String.UnicodeScalarView(prompt.trimmed.unicodeScalars.prefix(maximumCount)))
    }
}
