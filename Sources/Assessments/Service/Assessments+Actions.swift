import Gateway
import HTTPTransport
import Logging
import WireFormats

extension Assessments {
    /// `PROCESS_AGENT_WORKFLOW`: the worker's invocation. Whatever the event lacks is taken from the item; where there is no
    /// item, one is made of an event that says what is required.
    ///
    /// - Returns: `{"statusCode", "body"}`, which nobody but a test reads; what cannot be helped by delivering the event
    ///   again is no error of the invocation.
    /// - Throws: ``Failure`` when storage fails.
    func processWorkflow(_ event: JSONObject) async throws(Failure) -> JSON {
        let arguments = Arguments(event)
        let id: String
        do {
            id = try arguments.string("session_id", maximumBytes: 128)
        } catch {
            return refusal(error)
        }
        var ending = try await workflow.run(id)
        if ending == .missing, arguments.has("requirements") {
            let submission: Submission
            do {
                submission = try Submission(optional: arguments)
            } catch {
                return refusal(error)
            }
            _ = try await store.create(id, submission, owner: nil)
            ending = try await workflow.run(id)
        }
        InvocationScope.metrics?.count(.workflowOutcome(ending.outcome))
        return Self.answer(ending, id)
    }

    private func refusal(_ failure: Failure) -> JSON {
        InvocationScope.metrics?.fail()
        log.error("An event could not be used", metadata: ["prefix": "[SESSION]", "reason": "\(failure.message)"])
        return Self.answer(
            failure.status, ["error": .string(failure.message), "message": .string(failure.message)])
    }

    private static func answer(_ ending: Workflow.Ending, _ id: String) -> JSON {
        func message(_ text: String) -> JSON { ["message": .string(text), "session_id": .string(id)] }
        switch ending {
        case .completed: return answer(200, message("Agent workflow completed"))
        case .continued: return answer(200, message("Agent workflow continues in another invocation"))
        case .notNeeded: return answer(200, message("Nothing to do"))
        case .missing: return answer(404, ["error": "Session not found", "message": "Session not found"])
        case .failed(let failure):
            let error = failure.code == .configuration ? "Configuration error" : "Agent workflow failed"
            return answer(
                500, ["error": .string(error), "message": .string(error), "details": .string(failure.message)])
        }
    }

    private static func answer(_ status: Int, _ body: JSON) -> JSON {
        ["statusCode": .number(JSONNumber(status)), "body": .string(body.text)]
    }
}
