import Gateway
import SystemSupport
import WireFormats

extension WebChat {
    private enum Format: String {
        case json, markdown
    }

    /// `GET /api/export/{id}`: one chat as a file. What is larger than an answer comes in parts: each repeats the chat's
    /// head, and `X-Next-Cursor` leads to the next.
    func exportSession(_ request: Request) async throws(Failure) -> Response {
        let key = try key(of: request)
        let query = QueryParameters(request)
        guard let format = Format(rawValue: query.text("format") ?? Format.json.rawValue) else {
            throw query.invalid("format", "must be json or markdown")
        }
        let scope = (["export", .string(key.owner), .string(key.id)] as JSON).text
        let position = try query.cursor(scope, cursors)?.string
        guard let chat = try await store.chat(key) else { throw Self.noSession }
        let page = try await ExportPage(of: chat, after: position, store)
        let cursor = try page.next?.rest.map { (rest) throws(Failure) in
            try cursors.sign(.string(rest.message), scope: scope)
        }
        var response: Response
        switch format {
        case .json:
            response = Self.file(page, cursor)
            response.headers["Content-Disposition"] = Attachment.disposition(chat.name, extension: "json")
        case .markdown:
            let text = page.chats.map {
                MarkdownChat(chat: $0.chat, messages: $0.messages, isContinuation: position != nil).text
            }.joined()
            response = Response(headers: ["Content-Type": "text/markdown; charset=utf-8"], body: .text(text))
            response.headers["Content-Disposition"] = Attachment.disposition(chat.name, extension: "md")
        }
        return Self.exported(response, cursor)
    }

    /// `GET /api/export`: all of the caller's chats, page by page. A chat that does not fit goes on in the next page.
    func exportAll(_ request: Request) async throws(Failure) -> Response {
        let owner = try owner(of: request)
        let scope = (["export", .string(owner)] as JSON).text
        let position = try QueryParameters(request).cursor(scope, cursors).flatMap(ExportPage.Position.init)
        let page = try await ExportPage(of: owner, after: position ?? ExportPage.Position(), store)
        let cursor = try page.next.map { (next) throws(Failure) in try cursors.sign(next.json, scope: scope) }
        return Self.exported(Self.file(page, cursor), cursor)
    }

    private static func file(_ page: ExportPage, _ cursor: String?) -> Response {
        .json([
            "version": .number(JSONNumber(ExportPage.version)), "sessions": page.sessions,
            "next_cursor": cursor.map(JSON.string) ?? .null,
        ])
    }

    private static func exported(_ response: Response, _ cursor: String?) -> Response {
        var response = response
        response.headers["X-Next-Cursor"] = cursor
        response.headers["Access-Control-Expose-Headers"] = "\(exposedHeaders), Content-Disposition"
        response.headers["Cache-Control"] = "no-store"
        return response
    }
}
