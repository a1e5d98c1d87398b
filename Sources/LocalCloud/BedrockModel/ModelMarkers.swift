/// What a prompt asks of the stand-in besides an answer: `[throttle twice]`, `[fail midway]`, `[cut]`, `[slow]`, … in the
/// last message of the user. `events/README.md` lists them.
struct ModelMarkers: Sendable, Hashable {
    enum Failure: Sendable, Hashable {
        /// Instead of an answer, or halfway through one.
        case exception(ServiceRefusal, isMidway: Bool)
        /// The connection breaks off halfway through the answer.
        case cut
        /// No word comes, until the client hangs up.
        case stall
    }

    var failure: Failure?
    /// How often the same conversation fails before it is answered; `nil` for always.
    var times: Int?
    var isSlow = false

    /// - Parameter prompt: the message; the markers are taken off.
    init(takenFrom prompt: inout String) {
        let marker = /\[(?<name>[A-Za-z ]+?)(?<often> once| twice)?(?<midway> midway)?\]\s*/
        var rest = ""
        var position = prompt.startIndex
        for match in prompt.matches(of: marker) {
            let name = String(match.output.name).lowercased()
            if name == "slow" {
                isSlow = true
            } else if let failure = Self.failure(name, isMidway: match.output.midway != nil) {
                self.failure = failure
                times = match.output.often.map { $0 == " once" ? 1 : 2 }
            } else {
                continue
            }
            rest += prompt[position..<match.range.lowerBound]
            position = match.range.upperBound
        }
        prompt = rest + prompt[position...]
    }

    private static func failure(_ name: String, isMidway: Bool) -> Failure? {
        switch name {
        case "cut": return .cut
        case "stall": return .stall
        default: break
        }
        let type = shortNames[name] ?? name
        guard let (known, status) = exceptions.first(where: { $0.key.lowercased() == type.lowercased() }) else {
            return nil
        }
        let message = name == "too long" ? "Input is too long for requested model." : "As the prompt has asked for."
        return .exception(ServiceRefusal(status: status, type: known, message: message), isMidway: isMidway)
    }

    private static let shortNames = [
        "throttle": "ThrottlingException", "fail": "InternalServerException", "timeout": "ModelTimeoutException",
        "too long": "ValidationException", "denied": "AccessDeniedException",
    ]

    /// Those of Converse and ConverseStream in the service model, and their statuses.
    private static let exceptions = [
        "AccessDeniedException": 403, "InternalServerException": 500, "ModelErrorException": 424,
        "ModelNotReadyException": 429, "ModelStreamErrorException": 424, "ModelTimeoutException": 408,
        "ResourceNotFoundException": 404, "ServiceUnavailableException": 503, "ThrottlingException": 429,
        "ValidationException": 400,
    ]
}
