import Gateway
import HTTPTransport
import Logging
import SystemSupport
import WireFormats

/// How the system is, and what it is.
extension WebChat {
    /// How long a look at the model counts, since each is paid for.
    static let modelCheckLifetime: Duration = .seconds(60)
    /// Of the answer that a look at the model asks for. OpenAI's models take no limit below 16 (github.com/BerriAI/litellm/pull/30708,
    /// 2026-06); a model that thinks first has few words left of it, or none.
    static let modelCheckTokens = 64

    /// `GET /api/health`: asks the store and the model. Open to everybody, as load balancers need it; only whoever is signed
    /// in is told of active chats.
    func health(_ request: Request) async throws(Failure) -> Response {
        async let modelCheck = checkModel()
        var storeCheck = "ok"
        var active = 0
        do {
            if let owner = authorization.identity(of: request.caller, claimedUserID: nil)?.userID {
                active = try await store.activeChats(of: owner, since: effects.now() - Self.activity).count
            } else {
                _ = try await store.header(ChatKey(owner: "", id: "health"))
            }
        } catch {
            storeCheck = error.message
        }
        let checks = [storeCheck, await modelCheck]
        let isHealthy = checks.allSatisfy { $0 == "ok" }
        return .json(
            [
                "status": isHealthy ? "healthy" : "degraded", "model": options.modelID.map(JSON.string) ?? .null,
                "active_sessions": .number(JSONNumber(active)),
                "checks": ["store": .string(checks[0]), "model": .string(checks[1])],
            ], status: isHealthy ? 200 : 503, headers: ["Cache-Control": "no-store"])
    }

    /// `ok`, or what is wrong.
    private func checkModel() async -> String {
        guard let model else { return "not set up" }
        return await modelCheck.result(lifetime: Self.modelCheckLifetime, at: effects.now()) {
            do throws(ModelError) {
                _ = try await model.answer(
                    ModelRequest(
                        messages: [.user("Say OK.")], maximumTokens: Self.modelCheckTokens,
                        temperature: options.temperature, timeLimit: .seconds(10)))
                return "ok"
            } catch {
                if error.isOfModelThatAnswers { return "ok" }
                log.warning(
                    "The model is not healthy", metadata: ["code": "\(error.code)", "reason": "\(error.reason)"])
                switch error.code {
                case .throttled: return "throttled"
                case .notAvailable: return "not available"
                case .timedOut: return "slow"
                case .unavailable, .conversationTooLong, .refused, .protocolError, .outOfTokens, .filtered, .empty:
                    return "failing"
                }
            }
        }
    }

    /// `GET /api/`
    var description: Response {
        .json([
            "status": "ok", "title": "Colloquy", "version": .string(APIVersion.current),
            "model": options.modelID.map(JSON.string) ?? .null,
            "description": "Chats with a language model, kept and continued",
            "features": ["Conversation memory", "Session management", "Search, statistics, export and clean-up"],
        ])
    }
}
