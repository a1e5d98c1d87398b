import HTTPTransport
import WireFormats

/// The endpoints of Lambda's Runtime API (2018-06-01) and of its Extensions API (2020-01-01). Each method is one exchange;
/// when to repeat it is decided elsewhere.
struct RuntimeAPIClient: Sendable {
    private let http: any HTTPSending
    private let nextRequest: HTTPRequest
    private let invocationPrefix: String
    private let initErrorURL: String
    private let extensionPrefix: String

    init(address: String, http: any HTTPSending) {
        self.http = http
        let runtime = "http://\(address)/2018-06-01/runtime/"
        invocationPrefix = runtime + "invocation/"
        initErrorURL = runtime + "init/error"
        extensionPrefix = "http://\(address)/2020-01-01/extension/"
        nextRequest = Self.request(method: "GET", url: invocationPrefix + "next")
    }

    /// Waits for the next invocation, for as long as it takes: the process is frozen in between.
    func next() async throws(RuntimeAPIError) -> HTTPResponse {
        try await send(nextRequest, as: "next", expecting: 200)
    }

    /// Answers an invocation.
    func post(_ response: LambdaResponse, to invocation: Invocation.Address) async throws(RuntimeAPIError) {
        var request = Self.request(method: "POST", url: url(of: invocation, "/response"), body: response.body)
        request.headers.add("Content-Type", response.contentType)
        if let id = invocation.invocationID { request.headers.add("Lambda-Runtime-Invocation-Id", id) }
        _ = try await send(request, as: "response", expecting: 202)
    }

    /// Fails an invocation.
    func post(_ report: ErrorReport, to invocation: Invocation.Address) async throws(RuntimeAPIError) {
        var request = errorRequest(report, url: url(of: invocation, "/error"), requestID: invocation.requestID)
        if let id = invocation.invocationID { request.headers.add("Lambda-Runtime-Invocation-Id", id) }
        _ = try await send(request, as: "error", expecting: 202)
    }

    /// Says that there will be no invocations, because the handler could not be made.
    func postInitError(_ report: ErrorReport) async throws(RuntimeAPIError) {
        _ = try await send(errorRequest(report, url: initErrorURL, requestID: nil), as: "init error", expecting: 202)
    }

    /// Registers an internal extension that wants no events.
    ///
    /// - Returns: its identifier.
    func registerExtension(name: String) async throws(RuntimeAPIError) -> String {
        var request = Self.request(
            method: "POST", url: extensionPrefix + "register", body: Array(#"{"events":[]}"#.utf8))
        request.headers.add("Lambda-Extension-Name", name)
        request.headers.add("Content-Type", "application/json")
        let response = try await send(request, as: "extension register", expecting: 200)
        guard let identifier = response.headers["Lambda-Extension-Identifier"], !identifier.isEmpty else {
            throw RuntimeAPIError(.invalidResponse, "Runtime API, extension register: no Lambda-Extension-Identifier")
        }
        return identifier
    }

    /// Waits for an event of the extension.
    func nextExtensionEvent(identifier: String) async throws(RuntimeAPIError) {
        var request = Self.request(method: "GET", url: extensionPrefix + "event/next")
        request.headers.add("Lambda-Extension-Identifier", identifier)
        _ = try await send(request, as: "extension next", expecting: 200)
    }

    // No time limits but that of connecting: Lambda freezes the process at will and ends it when time is up. The peer is
    // this machine's own, so no proxy may come between.
    private static func request(method: String, url: String, body: [UInt8] = []) -> HTTPRequest {
        HTTPRequest(method: method, url: url, body: body, connectTimeout: .seconds(1), bypassesProxy: true)
    }

    private func url(of invocation: Invocation.Address, _ endpoint: String) -> String {
        invocationPrefix + PercentEncoding.encode(invocation.requestID) + endpoint
    }

    private func errorRequest(_ report: ErrorReport, url: String, requestID: String?) -> HTTPRequest {
        var request = Self.request(method: "POST", url: url, body: report.body(requestID: requestID))
        request.headers.add("Content-Type", "application/json")
        request.headers.add("Lambda-Runtime-Function-Error-Type", report.headerValue)
        return request
    }

    private func send(
        _ request: HTTPRequest, as endpoint: String, expecting status: Int
    ) async throws(RuntimeAPIError) -> HTTPResponse {
        let response: HTTPResponse
        do {
            response = try await http.send(request)
        } catch {
            throw RuntimeAPIError(error, endpoint: endpoint)
        }
        guard response.status == status else {
            throw RuntimeAPIError(
                .status(response.status), "Runtime API, \(endpoint): status \(response.status)\(Self.reason(response))")
        }
        return response
    }

    /// The API's own words (`{"errorType": …, "errorMessage": …}`), where it has any.
    private static func reason(_ response: HTTPResponse) -> String {
        guard let body = try? JSON(parsing: response.body.prefix(4096)), let type = body["errorType"]?.string else {
            return ""
        }
        return " (\(type)\(body["errorMessage"]?.string.map { ": " + $0 } ?? ""))"
    }
}
