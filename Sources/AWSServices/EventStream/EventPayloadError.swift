internal import WireFormats

/// Why an event is not what the service's model says.
struct EventPayloadError: Error {
    let message: String

    init(_ message: String) { self.message = message }
}

extension JSON {
    /// The payload of an event of a service that speaks JSON.
    init(payload: [UInt8], of type: String) throws(EventPayloadError) {
        do {
            self = try JSON(parsing: payload)
        } catch {
            throw EventPayloadError("the payload of the event \(type) is \(error)")
        }
    }
}
