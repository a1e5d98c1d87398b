/// An element of the XML that S3 answers with. Attributes and comments are passed over, and namespaces are nobody's
/// concern; a document type is refused, and with it every way to make a short text long.
struct XMLNode: Sendable, Hashable {
    let name: String
    /// What stands between the tags and in no child, blanks included.
    var text = ""
    var children: [XMLNode] = []

    init(name: String) { self.name = name }

    /// The first child with this name.
    subscript(name: String) -> XMLNode? { children.first { $0.name == name } }

    /// - Throws: ``XMLError`` when the text is no document with one element at its root.
    init(parsing bytes: [UInt8]) throws(XMLError) {
        var reader = XMLReader(bytes)
        self = try reader.document()
    }
}
