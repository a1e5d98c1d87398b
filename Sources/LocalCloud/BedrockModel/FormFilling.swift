import WireFormats

/// Fills in a form, the JSON schema of a tool's input, from a text such as "5 units of Product A and 2 boxes of tea,
/// address: Main Street 1".
///
/// Amounts and what they are of make items. A list of objects gets one for each item; anywhere else the first item counts.
/// In an object, a number whose name says amount (`quantity`, `qty`, `amount`, `count`, `units`) gets the item's; a text
/// called `product`, `item`, `article`, `name` or `description` (or `product_name`, …) what it is of, and one called
/// `unit` the unit. Any other text is what follows its own name and a colon; one called `notes`, `text`, `request` or
/// `message` is the whole text; one with an `enum` is the first of its values that the text has. What the text does not
/// say is left out, even when the schema wants it: models do that too.
struct FormFilling {
    struct Item: Hashable {
        var amount: JSONNumber
        var unit: String?
        var product: String
    }

    let text: String
    let items: [Item]

    init(text: String) {
        self.text = text
        items = Self.items(in: text)
    }

    /// - Parameter schema: of type `object`.
    func fill(_ schema: JSON) -> JSON { value(of: schema, called: "", for: items.first) ?? [:] }

    private static func items(in text: String) -> [Item] {
        let item =
            /(?<amount>\d+(?:\.\d+)?) *(?:x +|× *)?(?:(?<unit>\p{L}+) of +)?(?<product>\p{L}[\p{L}\p{N} \-]*?)(?= *(?:[,;.:!?\n]|$)| +(?:and|plus|please|to|for|by)\b)/
            .ignoresCase()
        return text.matches(of: item).compactMap { match in
            guard let amount = JSONNumber(literal: String(match.output.amount)) else { return nil }
            return Item(amount: amount, unit: match.output.unit.map(String.init), product: String(match.output.product))
        }
    }

    private func value(of schema: JSON, called name: String, for item: Item?) -> JSON? {
        switch Self.type(of: schema) {
        case "object":
            var object = JSONObject()
            for (name, schema) in schema["properties"]?.object ?? [:] {
                object[name] = value(of: schema, called: name, for: item)
            }
            return .object(object)
        case "array":
            guard let element = schema["items"] else { return [] }
            return .array(items.compactMap { value(of: element, called: "item", for: $0) })
        case "integer", "number":
            guard Self.says(name, ["quantity", "qty", "amount", "count", "units"]) else { return nil }
            return item.map { .number($0.amount) }
        case "string": return string(of: schema, called: name, for: item).map(JSON.string)
        default: return nil
        }
    }

    private func string(of schema: JSON, called name: String, for item: Item?) -> String? {
        if let values = schema["enum"]?.array?.compactMap(\.string) {
            return values.first { text.lowercased().contains($0.lowercased()) }
        }
        if let labelled = labelled(name) { return labelled }
        if name.lowercased() == "unit" { return item?.unit }
        if Self.says(name, ["notes", "text", "request", "message"]) { return text }
        let isProduct =
            Self.says(name, ["product", "item", "article"]) || ["name", "description"].contains(name.lowercased())
        return isProduct ? item?.product : nil
    }

    /// What follows "address:" for `address`, "delivery address:" for `delivery_address`.
    private func labelled(_ name: String) -> String? {
        let label = name.split(separator: "_").joined(separator: " ").lowercased()
        guard !label.isEmpty, let found = text.lowercased().firstRange(of: label + ":") else { return nil }
        // Lower case may have other lengths, so the place is counted from the start.
        let start = text.lowercased().distance(from: text.lowercased().startIndex, to: found.upperBound)
        let rest = text.dropFirst(start).prefix { !",;\n".contains($0) }.drop(while: \.isWhitespace)
        return rest.isEmpty ? nil : String(rest)
    }

    private static func type(of schema: JSON) -> String? {
        schema["type"]?.string ?? schema["type"]?.array?.compactMap(\.string).first { $0 != "null" }
    }

    /// One of the words is a part of the name: `product` of `product_name`.
    private static func says(_ name: String, _ words: Set<String>) -> Bool {
        name.split(separator: "_").contains { words.contains($0.lowercased()) }
    }
}
