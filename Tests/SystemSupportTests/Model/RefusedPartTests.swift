import AWSCore
import AWSServices
import Testing
import WireFormats

@testable import SystemSupport

@Suite("What a model's refusal is about")
struct RefusedPartTests {
    /// All that can be refused.
    private static let request = ConverseRequest(
        modelID: "m", messages: [ConverseMessage(.user, [.text("Hi")])], system: ["Be brief."], maximumTokens: 9,
        temperature: 0.2, tools: [ConverseTool(name: "order", inputSchema: ["type": "object"])],
        toolChoice: .tool("order"))

    private func part(
        _ message: String, of request: ConverseRequest = request, streamed: Bool = true,
        code: String = "ValidationException"
    ) -> RefusedPart? {
        RefusedPart(
            AWSError(code: .service(code), message: message, status: 400), to: request, streamed: streamed)
    }

    @Test(
        "is known from the words of Bedrock and of the models' providers",
        arguments: [
            ("`temperature` is deprecated for this model.", .temperature),
            (
                #"The model returned the following errors: {"type":"error","error":{"type":"invalid_request_error","message":"`temperature` is deprecated for this model."}}"#,
                .temperature
            ),
            (
                "The model returned the following errors: `temperature` and `top_p` cannot both be specified for this model. Please use only one.",
                .temperature
            ),
            ("Unsupported value: 'temperature' does not support 0.2 with this model.", .temperature),
            (
                "The maximum tokens you requested exceeds the model limit of 8. Try again with a maximum tokens value that is lower than 8.",
                .tokenLimit(9)
            ),
            (
                "Invalid 'max_output_tokens': integer below minimum value. Expected a value >= 16, but got 9 instead.",
                .tokenLimit(9)
            ),
            (
                "This model doesn't support the toolConfig.toolChoice.tool field. Remove toolConfig.toolChoice.tool and try again.",
                .toolChoice
            ),
            (
                "The model returned the following errors: Thinking may not be enabled when tool_choice forces tool use.",
                .toolChoice
            ),
            (
                "This model doesn't support system messages. Try again without a system message or use a model that supports system messages.",
                .systemMessages
            ),
            ("The model is unsupported for streaming.", .streaming),
            ("The model m doesn't support the ConverseStream operation.", .streaming),
            (
                "This action doesn't support the model that you provided. Try again with a supported text or chat model.",
                .streaming
            ),
            ("This model doesn't support tool use in streaming mode.", .streamingOfTools),
        ] as [(String, RefusedPart)])
    func words(_ message: String, _ expected: RefusedPart) { #expect(part(message) == expected) }

    @Test(
        "is nothing that can be left out, in other words",
        arguments: [
            "This model doesn't support tool use.",
            "Malformed input request, please reformat your input and try again.",
            "The text field in the ContentBlock object at messages.0.content.0 is blank.",
            "The upstream service rejected the request.",
        ])
    func others(_ message: String) { #expect(part(message) == nil) }

    @Test("is nothing that the request did not have")
    func absent() {
        let bare = ConverseRequest(modelID: "m", messages: [ConverseMessage(.user, [.text("Hi")])])
        for message in [
            "`temperature` is deprecated", "maximum tokens exceed", "toolConfig.toolChoice",
            "doesn't support system messages", "unsupported for streaming",
        ] {
            #expect(part(message, of: bare, streamed: false) == nil, "\(message)")
        }
        #expect(part("This model doesn't support tool use in streaming mode.", of: bare) == .streaming)
    }

    @Test("may come from the model's provider behind Bedrock")
    func provider() {
        let body: JSON = ["message": "words", "originalStatusCode": 400]
        let error = AWSError(
            code: .service("ModelErrorException"), message: "`temperature` is deprecated", status: 424, body: body)
        #expect(RefusedPart(error, to: Self.request, streamed: true) == .temperature)
        #expect(ModelError(error).code == .refused)
    }

    @Test("is not asked of other errors")
    func codes() {
        for code in ["ThrottlingException", "AccessDeniedException", "ModelErrorException"] {
            #expect(part("`temperature` is deprecated for this model.", code: code) == nil)
        }
    }
}
