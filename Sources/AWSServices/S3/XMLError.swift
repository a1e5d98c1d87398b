/// Why a text is not the XML that a service sends.
struct XMLError: Error, Hashable, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}
