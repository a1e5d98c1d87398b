import SystemSupport

/// The name that a chat gets from its first prompt.
enum ChatName {
    /// In characters, as the original cut it.
    static let maximumCount = 40
    /// Of a name that a user gives, in characters.
    static let maximumGiven = 200
    /// Of any name, in bytes: a character may have any number of marks.
    static let maximumBytes = 2000

    /// The prompt's first 40 characters with single spaces, cut between words where one ends in the second half.
    static func suggested(for prompt: String) -> String {
        var name = ""
        for word in prompt.split(whereSeparator: \.isWhitespace) {
            let left = maximumCount - name.count - (name.isEmpty ? 0 : 1)
            if word.count <= left {
                name += name.isEmpty ? String(word) : " \(word)"
            } else {
                if name.count < maximumCount / 2, left > 0 { name += (name.isEmpty ? "" : " ") + word.prefix(left) }
                break
            }
        }
        return name.prefix(bytes: maximumBytes)
    }
}
