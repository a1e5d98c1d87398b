internal import CCurl
internal import WireFormats

/// A libcurl easy handle with what must live as long as it: the text of its errors, header lines and body of its
/// request. It is used for one transfer at a time and again for the next. Options that never change are set once;
/// ``prepare(_:)`` sets every other one for each request, or knows that it already has the value wanted, so nothing of
/// one request is left in the next. Confined to the loop's thread.
final class EasyHandle {
    /// `scheme://authority` of the requests this handle is for.
    let origin: String
    let curl: UnsafeMutableRawPointer
    private(set) var transfer: Transfer?
    /// Where the handle stands among those the loop works on.
    var position = 0

    private let errorText: UnsafeMutablePointer<CChar>
    private var headerLines = HeaderLines()
    private var body = RequestBody()
    private var current = Settings()

    private enum Shape {
        case withoutBody, withBody, head
    }

    /// The options that differ between requests, as they are set now.
    private struct Settings {
        var url = ""
        var method = ""
        var shape = Shape.withoutBody
        var timeout = 0
        var connectTimeout = -1
        var bypassesProxy = false
    }

    /// - Throws: ``HTTPError/Code/connect`` when libcurl is out of memory or lacks an option.
    init(origin: String, caBundlePath: String?) throws(HTTPError) {
        guard let curl = curl_easy_init() else {
            throw HTTPError(code: .connect, requestWasSent: false, message: "curl_easy_init failed")
        }
        self.origin = origin
        self.curl = curl
        errorText = .allocate(capacity: Int(CURL_ERROR_SIZE))
        errorText.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
        try setFixedOptions(caBundlePath: caBundlePath)
    }

    deinit {
        curl_easy_cleanup(curl)
        errorText.deallocate()
    }

    private func setFixedOptions(caBundlePath: String?) throws(HTTPError) {
        var options = EasyOptions(curl)
        let context = Unmanaged.passUnretained(self).toOpaque()
        options.set(CURLOPT_PRIVATE, context)
        options.set(CURLOPT_ERRORBUFFER, UnsafeMutableRawPointer(errorText))
        options.set(CURLOPT_HEADERFUNCTION, receiveHeaderLine)
        options.set(CURLOPT_HEADERDATA, context)
        options.set(CURLOPT_WRITEFUNCTION, receiveBody)
        options.set(CURLOPT_WRITEDATA, context)
        options.setPrereq(connectionIsReady)
        options.set(CURLOPT_PREREQDATA, context)
        options.setConnection(caBundlePath: caBundlePath)
        // For https as well: the small libcurl of the production artifact has no HTTP/2, and what is developed against
        // should be what runs.
        options.set(CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_1_1))
        options.set(CURLOPT_FOLLOWLOCATION, 0)
        options.set(CURLOPT_DISALLOW_USERNAME_IN_URL, 1)
        options.set(CURLOPT_PATH_AS_IS, 1)
        // DynamoDB's checksum is over the bytes on the wire.
        options.set(CURLOPT_HTTP_CONTENT_DECODING, 0)
        options.set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1)
        try options.check()
    }

    /// Sets everything for the transfer's request and takes the transfer over.
    func prepare(_ transfer: Transfer) throws(HTTPError) {
        let request = transfer.request
        var wanted = Settings()
        wanted.timeout = try Self.timeout(of: request)
        wanted.url = request.url
        wanted.method = request.method
        wanted.shape = Self.shape(of: request)
        wanted.connectTimeout = max(1, request.connectTimeout.milliseconds)
        wanted.bypassesProxy = request.bypassesProxy

        var options = EasyOptions(curl)
        if wanted.url != current.url { options.set(CURLOPT_URL, wanted.url) }
        setShape(wanted.shape, body: request.body, &options)
        if wanted.method != current.method { options.set(CURLOPT_CUSTOMREQUEST, wanted.method) }
        setHeaders(of: request, wanted.shape, &options)
        if wanted.timeout != current.timeout { options.set(CURLOPT_TIMEOUT_MS, wanted.timeout) }
        if wanted.connectTimeout != current.connectTimeout {
            options.set(CURLOPT_CONNECTTIMEOUT_MS, wanted.connectTimeout)
        }
        if wanted.bypassesProxy != current.bypassesProxy {
            options.set(CURLOPT_PROXY, wanted.bypassesProxy ? "" : nil)
        }
        errorText.pointee = 0
        try options.check()
        current = wanted
        self.transfer = transfer
    }

    /// Lets go of the transfer and of memory that only a large request needed.
    func release() {
        transfer = nil
        body.trim()
    }

    private func setShape(_ shape: Shape, body bytes: [UInt8], _ options: inout EasyOptions) {
        if shape != current.shape {
            // Resets libcurl's idea of the method and «no body». The request line has CUSTOMREQUEST's word.
            options.set(CURLOPT_HTTPGET, 1)
            if shape == .head { options.set(CURLOPT_NOBODY, 1) }
        }
        if shape == .withBody {
            body.fill(bytes)
            options.setOffset(CURLOPT_POSTFIELDSIZE_LARGE, bytes.count)
            options.set(CURLOPT_POSTFIELDS, body.address)
        }
    }

    private func setHeaders(of request: HTTPRequest, _ shape: Shape, _ options: inout EasyOptions) {
        var withoutDefaults: [StaticString] = []
        if request.headers["Accept"] == nil { withoutDefaults.append("Accept") }
        if shape == .withBody {
            if request.headers["Content-Type"] == nil { withoutDefaults.append("Content-Type") }
            // A body of over a megabyte would wait up to a second for «100 Continue».
            withoutDefaults.append("Expect")
        }
        headerLines.fill(request.headers, withoutDefaults: withoutDefaults)
        options.set(CURLOPT_HTTPHEADER, headerLines.first.map { UnsafeMutableRawPointer($0) })
    }

    /// A method that is about its body says «Content-Length: 0» when it has none (RFC 9110 §8.6).
    private static func shape(of request: HTTPRequest) -> Shape {
        switch request.method {
        case "HEAD": .head
        case "POST", "PUT", "PATCH": .withBody
        default: request.body.isEmpty ? .withoutBody : .withBody
        }
    }

    /// Milliseconds until the deadline; 0 for none.
    private static func timeout(of request: HTTPRequest) throws(HTTPError) -> Int {
        guard let deadline = request.deadline else { return 0 }
        let left = ContinuousClock.now.duration(to: deadline)
        guard left > .zero else {
            throw HTTPError(code: .timeout, requestWasSent: false, message: "the deadline had passed before the start")
        }
        return max(1, left.milliseconds)
    }

    /// Bytes of the request that were written to a connection, as far as libcurl counts them: all up to the first time
    /// the socket is full, a CONNECT to a proxy included.
    var sentCount: Int {
        var count = 0
        return colloquy_curl_get_long(curl, CURLINFO_REQUEST_SIZE, &count) == CURLE_OK ? count : 0
    }

    /// Bytes of the request's body that were written to a connection.
    var uploadedCount: Int {
        var count: curl_off_t = 0
        return colloquy_curl_get_offset(curl, CURLINFO_SIZE_UPLOAD_T, &count) == CURLE_OK ? Int(count) : 0
    }

    /// What became of the transfer; `nil` for a whole response.
    func failure(after result: CURLcode) -> HTTPError? {
        guard let transfer else { return nil }
        if let failure = transfer.failure { return failure }
        if result == CURLE_OK, transfer.hasHead { return nil }
        let text = String(cString: errorText)
        return HTTPError(
            result, sent: transfer.requestWasSent(sentCount), hasConnected: transfer.hasConnected,
            isPastDeadline: transfer.request.deadline.map { $0 <= .now } ?? false,
            message: text.isEmpty ? String(cString: curl_easy_strerror(result)) : text)
    }
}

// libcurl's callbacks. `context` is the easy handle, which outlives every transfer made with it.

private func receiveHeaderLine(
    _ bytes: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int, _ context: UnsafeMutableRawPointer?
) -> Int {
    guard let context, let transfer = Unmanaged<EasyHandle>.fromOpaque(context).takeUnretainedValue().transfer else {
        return 0
    }
    let line = UnsafeRawBufferPointer(start: bytes, count: size * count)
    switch transfer.receiveHeaderLine(line) {
    case .taken: return line.count
    case .pause: return Int(CURL_WRITEFUNC_PAUSE)
    // Anything but the line's length is an error to libcurl, and no line is empty.
    case .abort: return 0
    }
}

private func receiveBody(
    _ bytes: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int, _ context: UnsafeMutableRawPointer?
) -> Int {
    guard let context, let transfer = Unmanaged<EasyHandle>.fromOpaque(context).takeUnretainedValue().transfer else {
        return 0
    }
    let bytes = UnsafeRawBufferPointer(start: bytes, count: size * count)
    switch transfer.receiveBody(bytes) {
    case .taken: return bytes.count
    case .pause: return Int(CURL_WRITEFUNC_PAUSE)
    case .abort: return bytes.isEmpty ? 1 : 0
    }
}

private func connectionIsReady(
    _ context: UnsafeMutableRawPointer?, _ peer: UnsafeMutablePointer<CChar>?, _ local: UnsafeMutablePointer<CChar>?,
    _ peerPort: Int32, _ localPort: Int32
) -> Int32 {
    guard let context else { return CURL_PREREQFUNC_ABORT }
    let handle = Unmanaged<EasyHandle>.fromOpaque(context).takeUnretainedValue()
    guard let transfer = handle.transfer, transfer.connectionIsReady(sent: handle.sentCount) else {
        return CURL_PREREQFUNC_ABORT
    }
    return CURL_PREREQFUNC_OK
}
