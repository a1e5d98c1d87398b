internal import CCurl

/// A libcurl easy handle that only connects (`CURLOPT_CONNECT_ONLY`), and then moves bytes. It stays in the multi handle
/// while the connection lasts: libcurl (read in 7.88.1, `curl_multi_remove_handle`) closes the connection when it is taken
/// out, and finds it only by the multi handle. Confined to the loop's thread.
final class StreamHandle {
    /// What came of moving bytes.
    enum Outcome {
        case moved(Int)
        /// The socket takes, or has, none now.
        case blocked
        case failed(CURLcode)
    }

    /// Bytes read at a time: libcurl's own default, which bounds it too, and the longest record of TLS.
    private static let readSize = 16 << 10

    let curl: UnsafeMutableRawPointer
    /// Known once connected.
    private(set) var socket = CURL_SOCKET_BAD
    private let errorText: UnsafeMutablePointer<CChar>

    /// - Throws: ``HTTPError/Code/connect`` when libcurl is out of memory, ``HTTPError/Code/invalidRequest`` when it refuses
    ///   an option.
    init(_ endpoint: StreamEndpoint) throws(HTTPError) {
        guard let curl = curl_easy_init() else {
            throw HTTPError(code: .connect, requestWasSent: false, message: "curl_easy_init failed")
        }
        self.curl = curl
        errorText = .allocate(capacity: Int(CURL_ERROR_SIZE))
        errorText.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
        var options = EasyOptions(curl)
        options.set(CURLOPT_ERRORBUFFER, UnsafeMutableRawPointer(errorText))
        options.setConnection(caBundlePath: endpoint.caBundlePath ?? CABundle.first())
        options.set(CURLOPT_URL, endpoint.url)
        options.set(CURLOPT_CONNECT_ONLY, 1)
        // Not one that HTTP has used.
        options.set(CURLOPT_FRESH_CONNECT, 1)
        options.set(CURLOPT_PROXY, "")
        options.set(CURLOPT_SSL_ENABLE_ALPN, 0)
        // A name that now leads elsewhere is often why one connects again (a fail-over). Seconds.
        options.set(CURLOPT_DNS_CACHE_TIMEOUT, 5)
        options.set(CURLOPT_CONNECTTIMEOUT_MS, max(1, endpoint.connectTimeout.milliseconds))
        try options.check()
    }

    deinit {
        curl_easy_cleanup(curl)
        errorText.deallocate()
    }

    /// Takes note of what libcurl has connected.
    ///
    /// - Returns: false when there is no socket after all.
    func noteConnected() -> Bool {
        colloquy_curl_get_socket(curl, &socket) == CURLE_OK && socket != CURL_SOCKET_BAD
    }

    func send(_ bytes: UnsafeRawBufferPointer) -> Outcome {
        var count = 0
        return outcome(curl_easy_send(curl, bytes.baseAddress, bytes.count, &count), count)
    }

    /// Appends what has come; ``Outcome/moved(_:)`` with none is the end.
    func receive(into received: inout [UInt8]) -> Outcome {
        withUnsafeTemporaryAllocation(byteCount: Self.readSize, alignment: 16) { buffer in
            var count = 0
            let result = curl_easy_recv(curl, buffer.baseAddress, buffer.count, &count)
            if result == CURLE_OK { received.append(contentsOf: buffer[..<count]) }
            return outcome(result, count)
        }
    }

    private func outcome(_ result: CURLcode, _ count: Int) -> Outcome {
        switch result {
        case CURLE_OK: .moved(count)
        case CURLE_AGAIN: .blocked
        default: .failed(result)
        }
    }

    /// - Parameter sent: `nil` when there was no connection yet; of one that had been made, whatever fails is its loss.
    func failure(_ result: CURLcode, sent: Bool?) -> HTTPError {
        let text = String(cString: errorText)
        return HTTPError(
            sent == nil ? result : CURLE_RECV_ERROR, sent: sent ?? false, hasConnected: sent != nil,
            isPastDeadline: false, message: text.isEmpty ? String(cString: curl_easy_strerror(result)) : text)
    }
}
