/// What a call came to, in a form that tests compare whole: the value, or the error's code.
enum Outcome<Success: Equatable & Sendable, Failure: Equatable & Sendable>: Equatable, Sendable {
    case success(Success)
    case failure(Failure)

    var isSuccess: Bool {
        if case .success = self { true } else { false }
    }
}
