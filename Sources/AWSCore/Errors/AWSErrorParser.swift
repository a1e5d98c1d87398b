internal import HTTPTransport
internal import WireFormats

/// Reads the error that a service put into a response.
///
/// Source: Smithy's specifications of awsJson 1.0, restJson 1 and restXml. None of it is trusted to be there: a proxy's
/// HTML page gives an error as well, named by its status.
enum AWSErrorParser {
    static func parse(_ response: HTTPResponse, _ format: AWSService.ErrorFormat) -> AWSError {
        var error: AWSError
        switch format {
        case .json: error = parseJSON(response)
        case .xml: error = parseXML(response)
        }
        error.status = response.status
        if error.requestID == nil { error.requestID = requestID(response.headers) }
        error.retryAfter = RetryPolicy.retryAfter(response.headers["x-amz-retry-after"])
        let failure = RetryPolicy.classify(status: response.status, code: error.serviceCode ?? "")
        error.isRetryable = failure != nil
        error.isThrottling = failure == .throttling
        // A server that failed may have failed after the write; one that throttled has not begun.
        error.mayHaveTakenEffect = response.status >= 500 && failure != .throttling
        return error
    }

    static func requestID(_ headers: HTTPHeaders) -> String? {
        headers["x-amzn-requestid"] ?? headers["x-amz-request-id"] ?? headers["x-amzn-request-id"]
    }

    private static func parseJSON(_ response: HTTPResponse) -> AWSError {
        let body = try? JSON(parsing: response.body)
        let named =
            response.headers["x-amzn-errortype"] ?? body?["__type"]?.string ?? body?["code"]?.string
            ?? body?["Code"]?.string
        let code = named.map(shortName).flatMap { $0.isEmpty ? nil : $0 } ?? statusName(response.status)
        let message = body?["message"]?.string ?? body?["Message"]?.string ?? body?["errorMessage"]?.string
        return AWSError(code: .service(code), message: message ?? "status \(response.status)", body: body)
    }

    /// `com.amazonaws.dynamodb.v20120810#ResourceNotFoundException:http://…` is `ResourceNotFoundException`.
    static func shortName(_ text: String) -> String {
        let name = text.prefix { $0 != ":" }
        return String(name[(name.lastIndex(of: "#").map(name.index(after:)) ?? name.startIndex)...])
    }

    private static func parseXML(_ response: HTTPResponse) -> AWSError {
        let text = String(decoding: response.body.prefix(64 << 10), as: UTF8.self)
        let code = XMLElement.text(of: "Code", in: text).flatMap { $0.isEmpty ? nil : $0 }
        return AWSError(
            code: .service(code ?? statusName(response.status)),
            message: XMLElement.text(of: "Message", in: text) ?? "status \(response.status)",
            requestID: XMLElement.text(of: "RequestId", in: text))
    }

    /// For answers without a body, such as those to HEAD.
    private static func statusName(_ status: Int) -> String {
        switch status {
        case 304: "NotModified"
        case 400: "BadRequest"
        case 403: "Forbidden"
        case 404: "NotFound"
        case 412: "PreconditionFailed"
        case 429: "TooManyRequests"
        case 503: "ServiceUnavailable"
        default: "HTTP\(status)"
        }
    }
}
