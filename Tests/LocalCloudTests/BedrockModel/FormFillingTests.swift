import Testing
import WireFormats

@testable import LocalCloud

@Suite("Filling in a form from a text")
struct FormFillingTests {
    private static let order: JSON = [
        "type": "object",
        "properties": [
            "items": [
                "type": "array",
                "items": [
                    "type": "object",
                    "properties": [
                        "product_name": ["type": "string"], "quantity": ["type": "number"], "unit": ["type": "string"],
                        "price": ["type": "number"],
                    ],
                ],
            ],
            "delivery_address": ["type": ["string", "null"]],
            "priority": ["type": "string", "enum": ["normal", "urgent"]], "notes": ["type": "string"],
        ], "required": ["items", "delivery_address"],
    ]

    @Test("makes an item of each amount, and finds what is labelled or listed")
    func whole() {
        let text = "Urgent! 5 units of Product A, 2 x green tea and 1.5 kg of rice please; delivery address: Main St 1"
        #expect(
            FormFilling(text: text).fill(Self.order) == [
                "items": [
                    ["product_name": "Product A", "quantity": 5, "unit": "units"],
                    ["product_name": "green tea", "quantity": 2],
                    ["product_name": "rice", "quantity": 1.5, "unit": "kg"],
                ],
                "delivery_address": "Main St 1", "priority": "urgent", "notes": .string(text),
            ])
    }

    @Test("leaves out what the text does not say")
    func partial() {
        #expect(FormFilling(text: "Hello").fill(Self.order) == ["items": [], "notes": "Hello"])
    }

    @Test("fills a flat form with the first item")
    func flat() {
        let schema: JSON = [
            "type": "object",
            "properties": [
                "product": ["type": "string"], "quantity": ["type": "integer"], "paid": ["type": "boolean"],
            ],
        ]
        #expect(
            FormFilling(text: "I would like 3 Product B and 1 Product C").fill(schema) == [
                "product": "Product B", "quantity": 3,
            ])
    }

    @Test("fills a list of texts with what the items are")
    func texts() {
        let schema: JSON = [
            "type": "object", "properties": ["products": ["type": "array", "items": ["type": "string"]]],
        ]
        #expect(FormFilling(text: "10 boxes of tea\n4 cups").fill(schema) == ["products": ["tea", "cups"]])
    }

    @Test("fills nothing into a schema without properties")
    func empty() { #expect(FormFilling(text: "5 units of Product A").fill(["type": "object"]) == [:]) }
}
