import Testing

@testable import AWSCore

struct RecursionHeaderTests {
    @Test(
        "only unreserved characters and a trace's marks stay as they are",
        arguments: [
            (
                "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=3995c3f42cd8ad8;Sampled=1;lineage=a87bd80c:0,68fd508a:5",
                "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=3995c3f42cd8ad8;Sampled=1;lineage=a87bd80c:0,68fd508a:5"
            ),
            ("first\nsecond", "first%0Asecond"), ("test123-=;:+&[]{}\"'", "test123-=;:+&[]{}\"'"),
            ("a b%", "a%20b%25"), ("é/", "%C3%A9%2F"),
        ])
    func encoding(_ trace: String, _ header: String) {
        #expect(RecursionHeader.encode(trace) == header)
    }

    @Test("an invocation id is a UUID of version 4")
    func invocationID() {
        #expect(InvocationID.format(0, 0) == "00000000-0000-4000-8000-000000000000")
        #expect(InvocationID.format(.max, .max) == "ffffffff-ffff-4fff-bfff-ffffffffffff")
        #expect(
            InvocationID.format(0x0123_4567_89AB_CDEF, 0x0123_4567_89AB_CDEF) == "01234567-89ab-4def-8123-456789abcdef")
    }
}
