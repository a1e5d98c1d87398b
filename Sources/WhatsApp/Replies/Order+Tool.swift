import Gateway
import SystemSupport
import WireFormats

/// The form that the model fills in, and what is accepted of it.
extension Order {
    static let maximumItems = 50
    private static let maximumName = 200
    private static let maximumUnit = 40
    private static let maximumCurrency = 16
    private static let maximumQuantity = 1e6
    private static let maximumTotal = 1e12

    static let tool = ModelTool(
        name: "record_order",
        description: """
            Records what the customer orders. Use it whenever the customer orders something, adds to the order or changes \
            it, always with the whole order as it is then.
            """,
        schema: [
            "type": "object",
            "properties": [
                "customer_name": [
                    "type": "string", "description": "As the customer gives it; leave it out otherwise.",
                ],
                "items": [
                    "type": "array",
                    "items": [
                        "type": "object",
                        "properties": [
                            "name": ["type": "string", "description": "The product."],
                            "quantity": ["type": "number", "description": "More than 0."],
                            "unit": ["type": "string", "description": "Such as kg or box; leave it out for pieces."],
                        ], "required": ["name", "quantity"],
                    ],
                ],
                "total": ["type": "number", "description": "Only if the customer states a price for all."],
                "currency": ["type": "string", "description": "Of the total."],
                "confidence": [
                    "type": "number", "minimum": 0, "maximum": 1,
                    "description": "How sure it is that this is what the customer wants.",
                ],
                "is_order": ["type": "boolean", "description": "False when the customer orders nothing after all."],
            ], "required": ["items", "confidence", "is_order"],
        ])

    /// Reads what the model has filled in.
    ///
    /// - Returns: `nil` when that is no order.
    /// - Throws: ``Failure/Kind/invalid(field:)`` for what nobody can deliver.
    init?(toolInput: JSON) throws(Failure) {
        guard let object = toolInput.object else { throw Failure(.badRequest, "The tool's input is no object") }
        let arguments = Arguments(object)
        // Models leave out what they have been told to give.
        guard try arguments.booleanIfPresent("is_order") ?? true else { return nil }
        guard let listed = try arguments.arrayIfPresent("items", maximumCount: Self.maximumItems), !listed.isEmpty
        else { return nil }
        items = []
        for item in try arguments.objects("items", maximumCount: Self.maximumItems) {
            guard let name = try item.line("name", maximumBytes: Self.maximumName) else {
                throw item.invalid("name", "is required")
            }
            let quantity = try item.number("quantity")
            guard let value = quantity.double, value > 0, value <= Self.maximumQuantity else {
                throw item.invalid("quantity", "must be more than 0 and at most \(Int(Self.maximumQuantity))")
            }
            items.append(
                Item(name: name, quantity: quantity, unit: try item.line("unit", maximumBytes: Self.maximumUnit)))
        }
        customerName = try arguments.line("customer_name", maximumBytes: Self.maximumName)
        total = try arguments.numberIfPresent("total")
        if let total {
            guard let value = total.double, (0...Self.maximumTotal).contains(value) else {
                throw arguments.invalid("total", "must be from 0 to \(Int(Self.maximumTotal))")
            }
        }
        currency = try arguments.line("currency", maximumBytes: Self.maximumCurrency)
        confidence = try arguments.numberIfPresent("confidence")?.double ?? 1
        guard (0...1).contains(confidence) else { throw arguments.invalid("confidence", "must be from 0 to 1") }
    }
}

extension Arguments {
    /// A text without line breaks and blanks around it; `nil` when nothing is left.
    fileprivate func line(_ name: String, maximumBytes: Int) throws(Failure) -> String? {
        guard let text = try stringIfPresent(name, maximumBytes: maximumBytes, allowsEmpty: true) else { return nil }
        let line = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        return line.isEmpty ? nil : line
    }
}
