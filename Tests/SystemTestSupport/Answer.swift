public import Gateway
public import WireFormats

/// What a client sees of a response.
public struct Answer: Sendable, Equatable {
    public var status: Int
    public var body: JSON

    public init(_ status: Int, _ body: JSON) {
        self.status = status
        self.body = body
    }

    public init(_ response: Response) {
        status = response.status
        guard case .json(let body) = response.body else {
            body = .null
            return
        }
        self.body = body
    }
}

public struct Unexpected: Error, CustomStringConvertible {
    public let description: String
    public init(_ answer: Answer) { description = "unexpected answer \(answer.status) \(answer.body.text)" }
}
