import Foundation
import HTTPTransport
import LocalCloud
import Twilio
import WireFormats

/// A customer's phone: sends by the webhook, and sees what comes back, at once or later.
struct CustomerConversation {
    enum Outcome: Hashable {
        /// The webhook's own answer.
        case replies([String])
        /// What the function sent after it.
        case later([String])
        case nothing
        case refused(status: Int, body: String)
    }

    static let path = "/twilio-webhook-opt"

    /// Of the HTTP API.
    let url: String
    /// Of Twilio's stand-in; `nil` when nobody knows it.
    let twilio: String?
    let options: TwilioOptions
    let http: HTTPClient

    /// - Parameter patience: how long to wait for a reply that is not in the answer.
    func say(_ message: CustomerMessage, patience: Duration) async throws -> Outcome {
        let before = Set(try await received(message.from).map(\.sid))
        let response = try await http.send(message.request(to: url + Self.path, options))
        let body = String(decoding: response.body, as: UTF8.self)
        guard response.status == 200 else {
            return .refused(status: response.status, body: String(body.prefix(500)))
        }
        let replies = try TwiMLText.messages(in: body)
        guard replies.isEmpty else { return .replies(replies) }
        let end = ContinuousClock.now + patience
        while twilio != nil {
            let new = try await received(message.from).filter { !before.contains($0.sid) }
            // The latest come first.
            if !new.isEmpty { return .later(new.reversed().map(\.body)) }
            guard ContinuousClock.now < end else { break }
            try await Task.sleep(for: .milliseconds(100))
        }
        return .nothing
    }

    private func received(_ address: String) async throws -> [MessageRecord] {
        guard let twilio else { return [] }
        let client = TwilioClient(
            account: options.account, baseURL: twilio, transport: http, sleep: { try await Task.sleep(for: $0) })
        return try await client.messages(to: address, from: options.from, since: Timestamp(seconds: 0), limit: 1000)
    }
}
