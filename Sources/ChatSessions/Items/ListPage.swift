/// A page of a list, and where the next one begins; `nil` at the end.
struct ListPage<Element: Sendable>: Sendable {
    var elements: [Element]
    var next: ListPosition?
}

extension ListPage {
    /// The first `limit` of `found`; a further one says that there is more.
    init(first limit: Int, of found: [Element], position: (Element) -> ListPosition) {
        elements = Array(found.prefix(limit))
        next = found.count > limit ? elements.last.map(position) : nil
    }
}
