import WireFormats

/// What clients need to know of a route.
struct Endpoint: Sendable {
    /// Who may ask.
    enum Access: Sendable {
        case everybody
        case signedIn
        case staff
        case admins
        /// Requests that Twilio has signed.
        case twilio
    }

    /// `GET`
    var method: String
    var path: String
    /// The name of the operation for generators of clients.
    var id: String
    var summary: String
    var details: String?
    var access: Access = .signedIn
    var parameters: [Parameter] = []
    var body: Body?
    /// By status: what each means, besides the refusals that all have.
    var answers: [Answer]
    var isDeprecated = false

    var name: String { "\(method) \(path)" }
}
