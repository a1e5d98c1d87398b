import Testing

@testable import LocalCloud

@Suite("Markers in a prompt")
struct ModelMarkersTests {
    @Test("are taken off it")
    func taken() {
        var prompt = "[slow] Hello [throttle twice] there [x] [1]"
        let markers = ModelMarkers(takenFrom: &prompt)
        #expect(prompt == "Hello there [x] [1]")
        #expect(markers.isSlow)
        #expect(markers.times == 2)
        #expect(
            markers.failure
                == .exception(
                    ServiceRefusal(
                        status: 429, type: "ThrottlingException", message: "As the prompt has asked for."),
                    isMidway: false))
    }

    @Test("say how often and where")
    func words() {
        var prompts = ["[cut once]", "[stall]", "[fail midway]", "[fail once midway]", "Hello"]
        let markers = prompts.indices.map { ModelMarkers(takenFrom: &prompts[$0]) }
        let fail = ModelMarkers.Failure.exception(
            ServiceRefusal(
                status: 500, type: "InternalServerException", message: "As the prompt has asked for."), isMidway: true)
        #expect(markers.map(\.failure) == [.cut, .stall, fail, fail, nil])
        #expect(markers.map(\.times) == [1, nil, nil, 1, nil])
        #expect(prompts == ["", "", "", "", "Hello"])
    }
}
