import AWSServices
import WireFormats

/// What a prompt's id stands for: so that a repeat finds the turn that the first request began.
struct PromptPointer: Sendable, Hashable {
    let turn: TurnID
    let request: String

    init(turn: TurnID, request: String) {
        self.turn = turn
        self.request = request
    }

    init?(_ item: Item) {
        guard let turn = item[MessageAttribute.turn]?.string.flatMap({ TurnID($0) }),
            let request = item[MessageAttribute.request]?.string
        else { return nil }
        self.init(turn: turn, request: request)
    }

    func item(_ promptID: String, in chat: ChatKey) -> Item {
        var item = chat.pointer(promptID)
        item[MessageAttribute.turn] = .string(turn.text)
        item[MessageAttribute.request] = .string(request)
        return item
    }
}
