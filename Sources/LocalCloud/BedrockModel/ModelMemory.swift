/// Finds in texts what users have said about themselves: "My name is Ann", "call me Ann", "my favourite colour is blue".
enum ModelMemory {
    struct Fact: Hashable {
        /// Lower case: `favourite colour`.
        var subject: String
        var value: String
    }

    /// What is asked for: `name` in "What is my name?", "Who am I?", "Do you remember my name?"; `nil` when nothing is.
    static func subject(askedForIn text: String) -> String? {
        if text.contains(/\bwho am i\b/.ignoresCase()) { return "name" }
        let question =
            /\b(?:what(?:['’]s| is| was| are)|tell me|do you (?:know|remember)|remember)(?: what)? my (?<subject>[\p{L}\p{N} '’\-]{1,40}?)(?: is)?\s*[?.!]?\s*$/
            .ignoresCase()
        return text.firstMatch(of: question).map { $0.output.subject.lowercased() }
    }

    /// - Parameter texts: from the newest on.
    static func value(of subject: String, in texts: [String]) -> String? {
        for text in texts {
            if let fact = facts(in: text).last(where: { $0.subject == subject }) { return fact.value }
        }
        return nil
    }

    /// All facts, from the oldest on; of several about one subject, the last.
    static func facts(in texts: [String]) -> [Fact] {
        var facts: [Fact] = []
        for fact in texts.flatMap(facts(in:)) {
            facts.removeAll { $0.subject == fact.subject }
            facts.append(fact)
        }
        return facts
    }

    private static func facts(in text: String) -> [Fact] {
        let statement =
            /\b(?:my|your|the user['’]s) (?<subject>[\p{L}\p{N}][\p{L}\p{N} '’\-]{0,40}?) (?:is|are) (?<value>[^.,;:!?\n]+?)(?= and | but |[.,;:!?\n]|$)/
            .ignoresCase()
        let name = /\b(?:call me|i am called|i['’]m called) (?<value>[^.,;:!?\n]+?)(?= and | but |[.,;:!?\n]|$)/
            .ignoresCase()
        let statements = text.matches(of: statement).map { match in
            (
                match.range.lowerBound,
                Fact(subject: match.output.subject.lowercased(), value: String(match.output.value))
            )
        }
        let names = text.matches(of: name).map { match in
            (match.range.lowerBound, Fact(subject: "name", value: String(match.output.value)))
        }
        return (statements + names).sorted { $0.0 < $1.0 }.map(\.1)
    }
}
