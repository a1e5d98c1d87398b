import AWSCore
import Testing

struct EventStreamEventTests {
    @Test("a message is an event, an exception or an error, as its type says")
    func kinds() throws {
        #expect(
            try EventStreamEvent(.event("chunk", payload: [1]))
                == .event(type: "chunk", contentType: "application/json", payload: [1]))
        #expect(
            try EventStreamEvent(.exception("throttlingException", payload: [2]))
                == .exception(type: "throttlingException", contentType: "application/json", payload: [2]))
        #expect(
            try EventStreamEvent(.error(code: "Internal", message: "no")) == .error(code: "Internal", message: "no"))
    }

    @Test("content type and an error's message may be missing")
    func optional() throws {
        let event = EventStreamMessage(
            headers: [
                .init(name: ":message-type", value: .string("event")), .init(name: ":event-type", value: .string("e")),
            ], payload: [])
        #expect(try EventStreamEvent(event) == .event(type: "e", contentType: nil, payload: []))
        let error = EventStreamMessage(
            headers: [
                .init(name: ":message-type", value: .string("error")), .init(name: ":error-code", value: .string("c")),
            ], payload: [])
        #expect(try EventStreamEvent(error) == .error(code: "c", message: ""))
    }

    @Test(
        "a message that does not say what it is is refused",
        arguments: [
            [], [.init(name: ":message-type", value: .string("news"))],
            [.init(name: ":message-type", value: .bytes(Array("event".utf8)))],
            [.init(name: ":message-type", value: .string("event"))],
            [.init(name: ":message-type", value: .string("event")), .init(name: ":event-type", value: .long(1))],
            [.init(name: ":message-type", value: .string("exception"))],
            [.init(name: ":message-type", value: .string("error"))],
        ] as [[EventStreamMessage.Header]])
    func unclear(_ headers: [EventStreamMessage.Header]) {
        #expect(throws: EventStreamError(rule: .messageType)) {
            try EventStreamEvent(EventStreamMessage(headers: headers, payload: []))
        }
    }
}
