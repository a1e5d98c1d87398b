import WireFormats

/// What a customer wants, as far as it has been understood.
struct Order: Sendable, Hashable {
    struct Item: Sendable, Hashable {
        var name: String
        /// More than 0.
        var quantity: JSONNumber
        var unit: String?
    }

    /// Below this the customer is asked.
    static let sureness = 0.6

    var customerName: String?
    /// At least one.
    var items: [Item]
    var total: JSONNumber?
    var currency: String?
    /// 0 to 1.
    var confidence: Double

    var isSure: Bool { confidence >= Self.sureness }

    /// As a session keeps it: the original's members first.
    func json(extractedAt time: Timestamp, from messageIDs: [String]) -> JSON {
        var json: JSONObject = [
            "customer_name": customerName.map(JSON.string) ?? .null,
            "items": .array(
                items.map { item in
                    var json: JSONObject = ["name": .string(item.name), "quantity": .number(item.quantity)]
                    json["unit"] = item.unit.map(JSON.string)
                    return .object(json)
                }),
            "total": total.map(JSON.number) ?? .null,
        ]
        json["currency"] = currency.map(JSON.string)
        json["confidence"] = JSONNumber(confidence).map(JSON.number)
        json["extracted_at"] = .string(time.description)
        json["message_ids"] = .array(messageIDs.map(JSON.string))
        return .object(json)
    }

    /// `5 × Product A, 2 kg rice`
    var itemText: String { items.map(\.text).joined(separator: ", ") }

    /// `12.50 EUR`
    var totalText: String? {
        total.map { total in ([total.plainText] + (currency.map { [$0] } ?? [])).joined(separator: " ") }
    }
}

extension Order.Item {
    /// Units that say no more than ×.
    private static let plainUnits: Set<String> = ["unit", "units", "piece", "pieces", "pc", "pcs", "x", "×"]

    fileprivate var text: String {
        guard let unit, !Self.plainUnits.contains(unit.lowercased()) else { return "\(quantity.plainText) × \(name)" }
        return "\(quantity.plainText) \(unit) \(name)"
    }
}

extension JSONNumber {
    /// As people write it: `5` also for `5.0`, and no exponent where it can be done without.
    fileprivate var plainText: String {
        if let int { return String(int) }
        guard literal.utf8.contains(where: { $0 | 0x20 == UInt8(ascii: "e") }), let double else { return literal }
        return "\(double)"
    }
}
