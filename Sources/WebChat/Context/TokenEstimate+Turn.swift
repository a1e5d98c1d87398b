import SystemSupport

extension TokenEstimate {
    static func of(prompt: String, answer: String) -> Int { of(message: prompt) + of(message: answer) }
}
