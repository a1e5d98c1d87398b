extension Configuration {
    /// The model that answers in chats, and what it is told.
    public struct Model: Sendable, Hashable {
        /// Of a model or an inference profile of Bedrock; `nil` when nobody answers.
        public var id: String?
        /// 0 to 1; `nil` leaves it to the model, as some take none.
        public var temperature: Double?
        /// Of an answer.
        public var maximumTokens: Int
        public var systemPrompt: String?
        /// Estimated tokens of a conversation that the model gets.
        public var contextTokenBudget: Int
    }
}

extension EnvironmentReader {
    func model() throws(ConfigurationError) -> Configuration.Model {
        Configuration.Model(
            id: text(.modelID), temperature: try optionalFraction(.modelTemperature),
            maximumTokens: try integer(.modelMaximumTokens, in: 1...65_536), systemPrompt: text(.systemPrompt),
            contextTokenBudget: try integer(.contextTokenBudget, in: 100...1_000_000))
    }
}
