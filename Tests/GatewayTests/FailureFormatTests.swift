import Gateway
import Testing
import WireFormats

@Suite("Failures as answers")
struct FailureFormatTests {
    private let failure = Failure(.invalid(field: "title"), "title is required")

    @Test("each system's clients get the shape they read")
    func shapes() {
        #expect(FailureFormat.string.response(for: failure) == .json("title is required", status: 400))
        #expect(
            FailureFormat.object.response(for: failure)
                == .json(["error": "title is required", "message": "title is required"], status: 400))
        #expect(
            FailureFormat.detail.response(for: failure)
                == .json(
                    ["detail": [["type": "missing", "loc": ["body", "title"], "msg": "Field required"]]], status: 422))
        #expect(
            FailureFormat.detail.response(for: Failure(.notFound, "no chat"))
                == .json(["detail": "no chat"], status: 404))
        #expect(
            FailureFormat.namedField.response(for: failure)
                == .json(["detail": "title is required", "field": "title"], status: 400))
        #expect(
            FailureFormat.namedField.response(for: Failure(.notFound, "no chat"))
                == .json(["detail": "no chat"], status: 404))
    }

    @Test(
        "FastAPI's clients are told where a field is",
        arguments: [
            ("title", ["body", "title"]), ("sessions.3.id", ["body", "sessions", 3, "id"]),
            ("query.limit", ["query", "limit"]),
            ("header.Idempotency-Key", ["header", "Idempotency-Key"]), ("query", ["body", "query"]),
        ] as [(String, JSON)])
    func locations(field: String, location: JSON) {
        #expect(
            FailureFormat.detail.response(for: Failure(.invalid(field: field), "is wrong"))
                == .json(
                    ["detail": [["type": "value_error", "loc": location, "msg": "is wrong"]]], status: 422))
    }

    @Test(
        "a kind has its status, and the headers that go with it",
        arguments: [
            (Failure.Kind.invalid(field: "x"), 400, [:]), (.badRequest, 400, [:]),
            (.unauthenticated, 401, ["WWW-Authenticate": "Bearer"]), (.forbidden, 403, [:]), (.notFound, 404, [:]),
            (.methodNotAllowed(["GET", "POST"]), 405, ["Allow": "GET, POST"]), (.conflict, 409, [:]),
            (.tooLarge, 413, [:]),
            (.unprocessable, 422, [:]), (.throttled(retryAfter: 3), 429, ["Retry-After": "3"]),
            (.throttled(retryAfter: -1), 429, ["Retry-After": "0"]), (.internal, 500, [:]), (.unavailable, 503, [:]),
        ] as [(Failure.Kind, Int, HTTPHeaders)])
    func kinds(kind: Failure.Kind, status: Int, headers: HTTPHeaders) {
        #expect(
            FailureFormat.string.response(for: Failure(kind, "x")) == .json("x", status: status, headers: headers))
    }

    @Test("a failure prints as its message")
    func prints() {
        #expect("\(failure)" == "title is required")
    }
}
