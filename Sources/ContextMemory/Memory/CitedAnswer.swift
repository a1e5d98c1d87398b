/// What a model said to a question, and what it rests on.
public struct CitedAnswer: Sendable, Hashable {
    public var text: String
    public var citations: [Citation]

    public init(text: String, citations: [Citation]) {
        self.text = text
        self.citations = citations
    }
}

extension CitedAnswer {
    init(_ text: String, _ passages: [Passage]) {
        self.init(text: text, citations: Citation.all(in: text, of: passages))
    }
}
