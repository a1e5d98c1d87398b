import Testing
import Twilio

@Suite("What came beside a text")
struct ReadableMessageTests {
    private static let forms: [(String, String, [String])] = [
        (
            "InteractiveData",
            #"{"pages":[{"title":"Visit","items":[{"label":"Name","value":"Ann"},"#
                + #"{"label":"Days","value":["Mon","Tue"]},{"label":"Parking","value":true},{"label":"Note","value":null}]}]}"#,
            ["Name: Ann", "Days: Mon, Tue", "Parking: yes"]
        ),
        (
            "FlowData", #"{"flow_token":"t1","screen_0_First_name_0":"Ann","guests":4,"type":"delivery"}"#,
            ["First name: Ann", "guests: 4", "type: delivery"]
        ),
        (
            "InteractiveData",
            #"{"type":"nfm_reply","nfm_reply":{"name":"flow","body":"Sent","response_json":"{\"rating\":\"Good\",\"flow_token\":\"x\"}"}}"#,
            ["rating: Good"]
        ),
        ("InteractiveData", #"[{"question":"Size?","answer":"L"},{"question":"Colour?","answer":""}]"#, ["Size?: L"]),
        (
            "InteractiveData", #"{"name":"Ann","address":{"street":"1 Market St","city":"Oslo"}}"#,
            ["name: Ann", "street: 1 Market St", "city: Oslo"]
        ),
        ("InteractiveData", "not JSON\nat all", ["not JSON at all"]), ("InteractiveData", "{}", []),
        ("FlowData", #"{"broken": "#, [#"{"broken": "#]),
    ]

    @Test("a form says what was filled in, a line each", arguments: forms)
    func form(field: String, data: String, lines: [String]) throws {
        let message = try InboundMessage(Forms.form(["MessageType": "interactive", "Body": nil, field: data]))
        #expect(message.form == lines)
        #expect(message.kind == (lines.isEmpty ? .unknown : .interactive))
        // As it came, too.
        #expect(message.otherFields.contains(FormField(name: field, value: data)))
    }

    @Test("a form without bounds is bounded, and refuses no message")
    func bounded() throws {
        let deep = String(repeating: #"{"a":"#, count: 400) + "1" + String(repeating: "}", count: 400)
        let many = "{" + (0..<1000).map { #""q\#($0)":"x""# }.joined(separator: ",") + "}"
        let long = #"{"q":"\#(String(repeating: "x", count: 70_000))"}"#
        #expect(try InboundMessage(Forms.form(["InteractiveData": deep])).form.count <= 1)
        #expect(try InboundMessage(Forms.form(["InteractiveData": many])).form.count == 200)
        let message = try InboundMessage(Forms.form(["InteractiveData": long]))
        #expect(message.form == [] && message.omittedFieldCount == 1)
    }

    @Test("a form is told whole, also where the text says a part of it")
    func partlyKnown() throws {
        let data = #"{"Dish":"Pizza","Size":"L"}"#
        let message = try InboundMessage(Forms.form(["Body": "Pizza", "InteractiveData": data]))
        #expect(message.form == ["Dish: Pizza", "Size: L"])
    }

    @Test("an empty type of opting out is none")
    func emptyOptOutType() throws {
        #expect(try InboundMessage(Forms.form(["OptOutType": ""])).optOutType == nil)
    }

    @Test("a choice from a list is no form, and neither is a button")
    func choice() throws {
        let data = #"{"list_reply":{"id":"a","title":"Product A"}}"#
        let choice = try InboundMessage(
            Forms.form([
                "MessageType": "interactive", "Body": nil, "ListId": "a", "ListTitle": "Product A",
                "InteractiveData": data,
            ]))
        #expect(choice.choice?.id == "a" && choice.choice?.title == "Product A" && choice.form == [])
        #expect(choice.kind == .interactive)
        let button = try InboundMessage(
            Forms.form([
                "MessageType": "interactive", "Body": "Yes", "ButtonText": "Yes",
                "InteractiveData": #"{"button_reply":{"title":"Yes"}}"#,
            ]))
        #expect(button.kind == .button && button.form.isEmpty)
        let flow = try InboundMessage(Forms.form(["ButtonText": "Book", "FlowData": #"{"day":"Mon"}"#]))
        #expect(flow.kind == .button && flow.form == ["day: Mon"])
    }

    @Test("that an advertisement has no media is no advertisement")
    func noReferral() throws {
        let none = try InboundMessage(Forms.form(["Body": "Hello", "ReferralNumMedia": "0", "ReferralBody": ""]))
        #expect(none.referral == [])
        #expect(none.otherFields.contains(FormField(name: "ReferralNumMedia", value: "0")))
        let some = try InboundMessage(
            Forms.form(["Body": "Hello", "ReferralNumMedia": "0", "ReferralCtwaClid": "click"]))
        #expect(some.referral.contains(FormField(name: "ReferralCtwaClid", value: "click")))
    }

    @Test("a reaction is one, and keeps its text")
    func reaction() throws {
        let message = try InboundMessage(Forms.form(["MessageType": "reaction", "Body": "👍"]))
        #expect(message.kind == .reaction && message.body == "👍" && message.messageType == "reaction")
    }
}
