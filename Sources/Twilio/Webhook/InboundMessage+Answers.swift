import WireFormats

/// What was chosen from a list, or filled into a form. It is read beside the remaining fields, which keep it as it came, so that
/// no message is refused because of it.
extension InboundMessage {
    static func short(_ text: String?) -> String? {
        guard let text, text.utf8.count <= FormReader.line else { return nil }
        return text
    }

    static func choice(_ form: FormBody) -> Choice? {
        let choice = Choice(
            id: short(form["ListId"]), title: short(form["ListTitle"]), description: short(form["ListDescription"]))
        return choice == Choice() ? nil : choice
    }

    static func filledForm(_ form: FormBody) -> [String] {
        // A button and a choice come as interactive data too, which tells nothing new then.
        let known = ["Body", "ButtonText", "ButtonPayload", "ListId", "ListTitle", "ListDescription"]
            .compactMap { form[$0] }
        for name in ["FlowData", "InteractiveData"] {
            guard let data = form[name], data.utf8.count <= FormReader.body else { continue }
            let lines = FilledForm(data).lines
            let isNews = lines.contains { line in
                !known.contains { line.hasSameBytes(as: $0) || line.hasByteSuffix(": \($0)") }
            }
            if isNews { return lines }
        }
        return []
    }
}
