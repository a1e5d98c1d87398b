import Gateway
import WireFormats

extension Application {
    /// What several systems do at one event, such as the sweep, is done by one after the other; what they return is one
    /// object. The first failure fails the event when all have had their turn.
    static func combined(_ systems: [[String: ActionHandler]]) -> [String: ActionHandler] {
        var combined: [String: ActionHandler] = [:]
        for (name, handler) in systems.joined() {
            guard let first = combined[name] else {
                combined[name] = handler
                continue
            }
            combined[name] = { event in
                let outcomes = [await outcome(of: first, event), await outcome(of: handler, event)]
                return .object(JSONObject(try outcomes.flatMap { try $0.get().object.map(Array.init) ?? [] }))
            }
        }
        return combined
    }

    private static func outcome(of handler: ActionHandler, _ event: JSONObject) async -> Result<JSON, any Error> {
        do { return .success(try await handler(event)) } catch { return .failure(error) }
    }
}
