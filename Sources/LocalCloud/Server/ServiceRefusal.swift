import WireFormats

/// The error answer of a service that speaks restJson.
struct ServiceRefusal: Error, Sendable, Hashable {
    var status: Int
    /// `ThrottlingException`
    var type: String
    var message: String

    static func invalid(_ message: String) -> ServiceRefusal {
        ServiceRefusal(status: 400, type: "ValidationException", message: message)
    }

    /// restJson: the type in a header, the text in the body.
    var response: ServerResponse {
        .json(
            ["message": .string(message)], status: status,
            headers: ["x-amzn-ErrorType": type, "x-amzn-RequestId": Identifier.uuid()])
    }
}
