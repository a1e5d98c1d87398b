internal import CCurl

/// Sets options of an easy handle and remembers the first refusal, so that a row of options reads as a row.
struct EasyOptions {
    private let curl: UnsafeMutableRawPointer
    private var result = CURLE_OK

    init(_ curl: UnsafeMutableRawPointer) { self.curl = curl }

    mutating func set(_ option: CURLoption, _ value: Int) {
        note(colloquy_curl_set_long(curl, option, value))
    }

    mutating func setOffset(_ option: CURLoption, _ value: Int) {
        note(colloquy_curl_set_offset(curl, option, curl_off_t(value)))
    }

    /// libcurl copies the text.
    mutating func set(_ option: CURLoption, _ value: String?) {
        note(colloquy_curl_set_text(curl, option, value))
    }

    /// libcurl keeps the pointer.
    mutating func set(_ option: CURLoption, _ value: UnsafeMutableRawPointer?) {
        note(colloquy_curl_set_pointer(curl, option, value))
    }

    mutating func set(_ option: CURLoption, _ callback: @escaping colloquy_curl_data_callback) {
        note(colloquy_curl_set_data_callback(curl, option, callback))
    }

    mutating func setPrereq(_ callback: @escaping colloquy_curl_prereq_callback) {
        note(colloquy_curl_set_prereq_callback(curl, callback))
    }

    /// How every connection is made, whatever goes over it.
    mutating func setConnection(caBundlePath: String?) {
        set(CURLOPT_NOSIGNAL, 1)
        set(CURLOPT_PROTOCOLS_STR, "http,https")
        set(CURLOPT_TCP_NODELAY, 1)
        // A peer may be silent for minutes. Without a word meanwhile, what is in between forgets the connection (AWS's NAT
        // gateways after 350 s), and the silence would not end before the deadline. Seconds.
        set(CURLOPT_TCP_KEEPALIVE, 1)
        set(CURLOPT_TCP_KEEPIDLE, 60)
        set(CURLOPT_TCP_KEEPINTVL, 10)
        // Name resolution runs in a thread of its own (Debian's build). Without this, ending a transfer that still
        // resolves would wait for that thread, and the whole loop with it; with it, the thread is left to end alone.
        set(CURLOPT_QUICK_EXIT, 1)
        set(CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2))
        set(CURLOPT_SSL_VERIFYPEER, 1)
        set(CURLOPT_SSL_VERIFYHOST, 2)
        if let caBundlePath { set(CURLOPT_CAINFO, caBundlePath) }
    }

    /// - Throws: ``HTTPError/Code/invalidRequest`` with libcurl's words when an option was refused.
    func check() throws(HTTPError) {
        guard result != CURLE_OK else { return }
        throw HTTPError(
            code: .invalidRequest, requestWasSent: false, message: String(cString: curl_easy_strerror(result)))
    }

    private mutating func note(_ outcome: CURLcode) {
        if outcome != CURLE_OK, result == CURLE_OK { result = outcome }
    }
}
