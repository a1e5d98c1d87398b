/// A broken rule before the decoder has said where.
struct EventStreamRuleBroken: Error {
    let rule: EventStreamError.Rule

    init(_ rule: EventStreamError.Rule) { self.rule = rule }
}
