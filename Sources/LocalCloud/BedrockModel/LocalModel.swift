import WireFormats

/// A model that answers from the conversation and nothing else, the same each time, so that it can be seen what it was
/// given to look at. `events/README.md` says what it understands; the first thing that fits is what it does.
enum LocalModel {
    /// - Parameter prompt: the last message, without its markers.
    static func reply(to conversation: ModelConversation, prompt: String) -> ModelReply {
        if let use = toolUse(conversation, prompt) { return ModelReply(use, to: conversation) }
        let text =
            summary(conversation, prompt) ?? count(conversation, prompt) ?? instructions(conversation, prompt)
            ?? recollection(conversation, prompt) ?? story(prompt) ?? code(prompt) ?? acknowledgement(prompt)
            ?? echo(conversation, prompt)
        return ModelReply(text, to: conversation)
    }

    private static func toolUse(_ conversation: ModelConversation, _ prompt: String) -> ModelReply.ToolUse? {
        let form = FormFilling(text: prompt)
        switch conversation.toolChoice {
        case .tool(let name):
            guard let tool = conversation.tools.first(where: { $0.name == name }) else { return nil }
            return ModelReply.ToolUse(name: tool.name, input: form.fill(tool.schema))
        case .any:
            return conversation.tools.first.map { ModelReply.ToolUse(name: $0.name, input: form.fill($0.schema)) }
        case .auto:
            guard !form.items.isEmpty else { return nil }
            return conversation.tools.first.map { ModelReply.ToolUse(name: $0.name, input: form.fill($0.schema)) }
        }
    }

    private static func summary(_ conversation: ModelConversation, _ prompt: String) -> String? {
        let request = /\bsummari[sz]e\b|\bwrite a summary\b/.ignoresCase()
        guard (conversation.system + [prompt]).contains(where: { $0.contains(request) }) else { return nil }
        let texts = conversation.messages.map(\.text)
        let facts = ModelMemory.facts(in: conversation.system + texts).map {
            "The user's \($0.subject) is \($0.value)."
        }
        let topics = texts.flatMap { $0.split(separator: "\n") }.map { "- " + excerpt(String($0), words: 12) }
        return (facts + ["What was said:"] + topics).joined(separator: "\n")
    }

    private static func count(_ conversation: ModelConversation, _ prompt: String) -> String? {
        guard prompt.contains(/\bhow many messages\b/.ignoresCase()) else { return nil }
        let (all, users) = (conversation.messages.count, conversation.messages.count { $0.role == .user })
        return "I can see \(all) \(all == 1 ? "message" : "messages"), \(users) of them from you."
    }

    private static func instructions(_ conversation: ModelConversation, _ prompt: String) -> String? {
        guard prompt.contains(/\byour (system prompt|instructions)\b/.ignoresCase()) else { return nil }
        return conversation.system.isEmpty
            ? "I have no instructions." : "My instructions are: " + conversation.system.joined(separator: "\n")
    }

    private static func recollection(_ conversation: ModelConversation, _ prompt: String) -> String? {
        guard let subject = ModelMemory.subject(askedForIn: prompt) else { return nil }
        guard let value = ModelMemory.value(of: subject, in: conversation.remembered) else {
            return "I don't know your \(subject): it is in none of the messages I can see."
        }
        return "Your \(subject) is \(value)."
    }

    private static func story(_ prompt: String) -> String? {
        prompt.contains(/\blong story\b/.ignoresCase()) ? ModelStory.text : nil
    }

    private static func code(_ prompt: String) -> String? {
        let request =
            /\b(?:write|show|give|create)\b.*\b(?:code|function|script|program)\b(?: (?:for|to|that))?(?<task>.*)/
            .ignoresCase()
        guard let match = prompt.firstMatch(of: request) else { return nil }
        let words = match.output.task.split { !$0.isASCII || !$0.isLetter }.prefix(4).map { $0.lowercased() }
        let name = words.isEmpty ? "task" : "task_" + words.joined(separator: "_")
        return """
            Here is a function for that.

            ```python
            def \(name)(values):
                \"""Adds up the values.\"""
                total = 0
                for value in values:
                    total += value
                return total


            print(\(name)([1, 2, 3]))
            ```

            It prints 6.
            """
    }

    private static func acknowledgement(_ prompt: String) -> String? {
        guard let fact = ModelMemory.facts(in: [prompt]).last else { return nil }
        return fact.subject == "name"
            ? "Nice to meet you, \(fact.value)." : "Thank you. Your \(fact.subject) is \(fact.value)."
    }

    private static func echo(_ conversation: ModelConversation, _ prompt: String) -> String {
        let said = "You said: “\(excerpt(prompt, words: 40))”"
        guard conversation.messages.count == 1 else { return said }
        return said
            + "\n\nI am a stand-in for a model and know nothing but this conversation. Tell me your name and ask for "
            + "it later, ask how many messages I can see, or let me write code or tell a long story."
    }

    private static func excerpt(_ text: String, words: Int) -> String {
        let all = text.split(whereSeparator: \.isWhitespace)
        return all.prefix(words).joined(separator: " ") + (all.count > words ? " …" : "")
    }
}
