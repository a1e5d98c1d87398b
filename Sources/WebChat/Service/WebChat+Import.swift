import Gateway
import SystemSupport
import WireFormats

extension WebChat {
    /// `POST /api/import`: stores chats from a file that an export gave. All of it is checked before any of it is written.
    ///
    /// Ids stay: they are the caller's own, whoever else uses the same. A chat that is there already is left alone, so the
    /// same file twice makes no doubles, and a repeat completes what was cut off.
    func importSessions(_ request: Request) async throws(Failure) -> Response {
        let owner = try owner(of: request)
        let file = try Arguments.json(body: request.body)
        guard let object = file.object else {
            throw Failure(
                .badRequest, "The body must be a JSON object, not \(file.kind): \(ForeignFile.refusal(of: file))")
        }
        let arguments = Arguments(object)
        guard let version = arguments["version"] else {
            throw Failure(.invalid(field: "version"), "version is required: \(ForeignFile.refusal(of: file))")
        }
        guard version.int == ExportPage.version else {
            throw arguments.invalid("version", "must be \(ExportPage.version)")
        }
        var chats: [ImportedChat] = []
        var left = ImportedChat.maximumMessages
        for element in try arguments.objects("sessions", maximumCount: ImportedChat.maximumChats) {
            let chat = try ImportedChat(element, now: effects.now())
            left -= chat.messages.count
            guard left >= 0 else {
                throw arguments.invalid(
                    "sessions",
                    "must have at most \(ImportedChat.maximumMessages) messages in all; send fewer at a time")
            }
            chats.append(chat)
        }
        var imported = 0
        var results: [JSON] = []
        for chat in chats {
            let stored = try await store.add(chat, of: owner)
            if let stored {
                imported += 1
                await summarizeIfNeeded(stored, tokens: 0)
            }
            results.append([
                "session_id": .string(chat.id), "imported_as": .string(chat.id),
                "status": stored == nil ? "skipped" : "imported",
            ])
        }
        return .json([
            "imported": .number(JSONNumber(imported)), "skipped": .number(JSONNumber(chats.count - imported)),
            "results": .array(results),
        ])
    }
}
