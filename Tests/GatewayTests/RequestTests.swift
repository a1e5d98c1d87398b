import Gateway
import Testing
import WireFormats

@Suite("Requests")
struct RequestTests {
    @Test("of a query parameter that comes twice the first value is given")
    func query() {
        let request = Request(
            method: "GET", path: "/", query: [(name: "a", value: "1"), (name: "a", value: "2")], caller: .anonymous)
        #expect(request.query("a") == "1")
        #expect(request.query("A") == nil)
    }

    @Test("a request that was made without a target has its path")
    func target() {
        #expect(Request(method: "GET", path: "/a", caller: .anonymous).target == RequestTarget(path: "/a", query: ""))
    }
}
