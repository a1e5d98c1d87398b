import Gateway

extension Arguments {
    /// One of the values of a type.
    func choiceIfPresent<Choice: RawRepresentable<String> & CaseIterable>(
        _ name: String
    ) throws(Failure) -> Choice? {
        guard let text = try stringIfPresent(name) else { return nil }
        guard let choice = Choice(rawValue: text) else {
            throw invalid(name, "must be one of \(Choice.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        return choice
    }
}
