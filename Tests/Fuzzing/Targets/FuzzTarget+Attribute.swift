import AWSServices
import SystemSupport
import WireFormats

@testable import Tables

extension FuzzTarget {
    /// What DynamoDB's JSON says is an attribute or is refused; it is written as an equal one. Plain JSON comes back as it
    /// went in, and a normalized value stays as it is.
    static let attribute = FuzzTarget("attribute") { fixtures in
        let plain = fixtures.values.map { $0.serialized() }
        let typed = fixtures.values.compactMap { try? AttributeValue(plain: $0) }.map { $0.json.serialized() }
        let sets: [JSON] = [
            ["SS": ["a", "é"]], ["NS": ["1.0", "2e1"]], ["BS": ["AA==", "/w=="]], ["B": "AAEC"], ["NULL": true],
            ["L": [["N": "-1E-130"], ["BOOL": false]]], ["M": ["a": ["S": ""]]],
        ]
        return plain + typed + sets.map { $0.serialized() }
    } check: { bytes in
        guard let json = try? JSON(parsing: bytes) else { return }
        if let value = try? AttributeValue(json: json) { try check(value) }
        if let item = try? Item(json: json) {
            try require(try Item(json: item.json).isIdentical(to: item), "an item is written as another")
        }
        guard let plain = try? AttributeValue(plain: json) else { return }
        try check(plain)
        try require(plain.plainJSON == json, "plain JSON comes back as another")
    }

    private static func check(_ value: AttributeValue) throws {
        try require(try AttributeValue(json: value.json).isIdentical(to: value), "an attribute is written as another")
        try require(value.isIdentical(to: value), "an attribute is not itself")
        guard let normalized = try? value.normalized(in: "a") else { return }
        let again = try normalized.normalized(in: "a")
        try require(again == normalized && again.json == normalized.json, "a normalized value is normalized again")
        try require(normalized.isIdentical(to: value), "normalizing makes another value")
        try require(ItemSize.of(normalized) == ItemSize.of(value), "normalizing changes the size")
    }
}

extension Item {
    fileprivate func isIdentical(to other: Item) -> Bool {
        AttributeValue.map(self).isIdentical(to: .map(other))
    }
}
