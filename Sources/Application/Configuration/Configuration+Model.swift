extension Configuration {
    /// The model that answers in chats, and what it is told.
    public struct Model: Sendable, Hashable {
        /// `MODEL_ID`: of a model or an inference profile of Bedrock; `nil` when nobody answers.
        public var id: String?
        /// `MODEL_TEMPERATURE`, 0 to 1.
        public var temperature: Double
        /// `MODEL_MAX_TOKENS`, of an answer.
        public var maximumTokens: Int
        /// `SYSTEM_PROMPT`
        public var systemPrompt: String?
        /// `CONTEXT_TOKEN_BUDGET`: estimated tokens of a conversation that the model gets.
        public var contextTokenBudget: Int
    }
}

extension EnvironmentReader {
    func conversationsTable(store: Configuration.Store) -> String? {
        text("CONVERSATIONS_TABLE") ?? (store == .dynamoDB ? nil : "conversations")
    }

    func model() throws(ConfigurationError) -> Configuration.Model {
        Configuration.Model(
            id: text("MODEL_ID"), temperature: try fraction("MODEL_TEMPERATURE", default: 0.2),
            maximumTokens: try integer("MODEL_MAX_TOKENS", in: 1...65_536, default: 1024),
            systemPrompt: text("SYSTEM_PROMPT"),
            contextTokenBudget: try integer("CONTEXT_TOKEN_BUDGET", in: 100...1_000_000, default: 16_000))
    }

    private func fraction(_ name: String, default: Double) throws(ConfigurationError) -> Double {
        guard let value = text(name) else { return `default` }
        guard let number = Double(value), (0...1).contains(number) else {
            throw ConfigurationError(variable: name, message: "must be a number from 0 to 1, not \"\(value)\"")
        }
        return number
    }
}
