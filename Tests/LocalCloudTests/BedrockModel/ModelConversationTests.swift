import Testing
import WireFormats

@testable import LocalCloud

@Suite("A conversation for a model")
struct ModelConversationTests {
    private static func refusal(_ body: JSON) -> ServiceRefusal? {
        do throws(ServiceRefusal) {
            _ = try ModelConversation(modelID: "m", body: body.serialized())
            return nil
        } catch {
            return error
        }
    }

    private static func says(_ role: String, _ text: String) -> JSON {
        ["role": .string(role), "content": [["text": .string(text)]]]
    }

    private static let hello = says("user", "Hello")

    @Test("has everything that was said, tools' uses and results as JSON")
    func parsed() throws {
        let body: JSON = [
            "system": [["text": "Be brief."], ["cachePoint": ["type": "default"]]],
            "messages": [
                ["role": "user", "content": [["text": "One"], ["text": "Two"]]],
                ["role": "assistant", "content": [["toolUse": ["name": "order"]]]],
                ["role": "user", "content": [["toolResult": ["toolUseId": "t"]]]],
            ],
            "inferenceConfig": ["maxTokens": 10, "temperature": 1],
            "toolConfig": [
                "tools": [["toolSpec": ["name": "order", "inputSchema": ["json": ["type": "object"]]]]],
                "toolChoice": ["tool": ["name": "order"]],
            ],
        ]
        let conversation = try ModelConversation(modelID: "m", body: body.serialized())
        #expect(conversation.system == ["Be brief."])
        #expect(
            conversation.messages == [
                .init(role: .user, text: "One\n\nTwo"), .init(role: .assistant, text: #"{"name":"order"}"#),
                .init(role: .user, text: #"{"toolUseId":"t"}"#),
            ])
        #expect(conversation.maximumTokens == 10)
        #expect(conversation.tools == [.init(name: "order", schema: ["type": "object"])])
        #expect(conversation.toolChoice == .tool("order"))
    }

    @Test(
        "is refused as Bedrock refuses it",
        arguments: [
            ([], "A conversation must start with a user message."),
            ([says("assistant", "Hi")], "A conversation must start with a user message."),
            ([hello, hello], "A conversation must alternate between user and assistant roles."),
            ([hello, says("assistant", "Hi")], "A conversation must end with a user message."),
            ([says("user", " \n")], "The text field in the ContentBlock object at messages.0.content.0 is blank."),
            ([["role": "user", "content": []]], "The content field in the Message object at messages.0 is empty."),
            ([["role": "user", "content": [["image": [:]]]]], "This model doesn't support the image content block"),
            ([says("system", "x")], "Value at 'messages.0.role' failed to satisfy constraint"),
        ] as [(JSON, String)])
    func refused(_ messages: JSON, _ message: String) {
        let refusal = Self.refusal(["messages": messages])
        #expect(refusal?.status == 400)
        #expect(refusal?.type == "ValidationException")
        #expect(refusal?.message.hasPrefix(message) == true)
    }

    @Test(
        "is refused with settings that Bedrock does not take",
        arguments: [
            ("inferenceConfig", ["maxTokens": 0]), ("inferenceConfig", ["maxTokens": "1"]),
            ("inferenceConfig", ["temperature": 1.1]), ("system", [["text": " "]]), ("system", "text"),
            ("system", [["guardContent": [:]]]), ("toolConfig", ["tools": []]),
            ("toolConfig", ["tools": [["toolSpec": ["name": "a b", "inputSchema": ["json": ["type": "object"]]]]]]),
            ("toolConfig", ["tools": [["toolSpec": ["name": "a", "inputSchema": ["json": ["type": "array"]]]]]]),
            (
                "toolConfig",
                [
                    "tools": [["toolSpec": ["name": "a", "inputSchema": ["json": ["type": "object"]]]]],
                    "toolChoice": ["tool": ["name": "b"]],
                ]
            ),
        ] as [(String, JSON)])
    func settings(_ name: String, _ value: JSON) {
        var body: JSONObject = ["messages": [Self.hello]]
        body[name] = value
        let refusal = Self.refusal(.object(body))
        #expect(refusal?.type == "ValidationException")
        #expect(refusal?.message.contains(name) == true)
    }

    @Test("is refused when it is no JSON object", arguments: ["", "[]", "{"])
    func noObject(_ body: String) {
        #expect(throws: ServiceRefusal.invalid("The body must be a JSON object.")) {
            try ModelConversation(modelID: "m", body: Array(body.utf8))
        }
    }
}
