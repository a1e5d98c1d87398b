import AWSCore
import HTTPTransport
import Synchronization
import WireFormats

/// Answers requests from a list and remembers them: for faults that have to come in an exact order.
final class ScriptedTransport: HTTPSending {
    typealias Answer = Result<HTTPResponse, HTTPError>

    private struct State {
        var answers: [Answer]
        var requests: [HTTPRequest] = []
    }

    private let state: Mutex<State>

    init(_ answers: [Answer]) { state = Mutex(State(answers: answers)) }

    var requests: [HTTPRequest] { state.withLock(\.requests) }

    func send(_ request: HTTPRequest) async throws(HTTPError) -> HTTPResponse {
        let answer = state.withLock { state -> Answer? in
            state.requests.append(request)
            return state.answers.isEmpty ? nil : state.answers.removeFirst()
        }
        guard let answer else {
            throw HTTPError(code: .shutDown, requestWasSent: false, message: "the script has no further answer")
        }
        return try answer.get()
    }
}

extension Result where Success == HTTPResponse, Failure == HTTPError {
    static func status(_ status: Int, headers: HTTPHeaders = [:], _ body: String = "{}") -> Self {
        .success(HTTPResponse(status: status, headers: headers, body: Array(body.utf8)))
    }

    static func fault(_ code: HTTPError.Code, sent: Bool) -> Self {
        .failure(HTTPError(code: code, requestWasSent: sent, message: "scripted"))
    }
}
