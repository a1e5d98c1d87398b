internal import CCurl

/// How libcurl's result codes become ``HTTPError``.
extension HTTPError {
    /// - Parameters:
    ///   - sent: whether a byte of the request had been handed to the connection.
    ///   - hasConnected: whether the connection, TLS included, had been made.
    ///   - isPastDeadline: whether the request's own deadline is over.
    init(_ result: CURLcode, sent: Bool, hasConnected: Bool, isPastDeadline: Bool, message: String) {
        let code: Code =
            switch result {
            case CURLE_URL_MALFORMAT, CURLE_LOGIN_DENIED, CURLE_BAD_FUNCTION_ARGUMENT:
                .invalidRequest
            // Of the peer, it is HTTP/0.9 or nonsense; before there is a peer, it is a URL of another protocol.
            case CURLE_UNSUPPORTED_PROTOCOL:
                hasConnected ? .connectionLost : .invalidRequest
            case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY:
                .nameResolution
            case CURLE_COULDNT_CONNECT, CURLE_PROXY, CURLE_INTERFACE_FAILED:
                .connect
            case CURLE_SSL_CONNECT_ERROR, CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CACERT_BADFILE,
                CURLE_SSL_CERTPROBLEM, CURLE_SSL_CIPHER, CURLE_SSL_ISSUER_ERROR, CURLE_SSL_PINNEDPUBKEYNOTMATCH,
                CURLE_SSL_INVALIDCERTSTATUS, CURLE_SSL_CLIENTCERT, CURLE_SSL_CRL_BADFILE, CURLE_SSL_ENGINE_NOTFOUND,
                CURLE_SSL_ENGINE_SETFAILED, CURLE_SSL_ENGINE_INITFAILED, CURLE_USE_SSL_FAILED:
                .tls
            // The connect timeout is the only other clock that runs before there is a connection.
            case CURLE_OPERATION_TIMEDOUT:
                hasConnected || isPastDeadline ? .timeout : .connect
            case CURLE_FILESIZE_EXCEEDED:
                .bodyTooLarge
            default:
                hasConnected ? .connectionLost : .connect
            }
        self.init(code: code, requestWasSent: sent, message: message)
    }

    static func shutDown(sent: Bool) -> HTTPError {
        HTTPError(code: .shutDown, requestWasSent: sent, message: "the event loop has been shut down")
    }

    static func cancelled(sent: Bool) -> HTTPError {
        HTTPError(code: .cancelled, requestWasSent: sent, message: "the task that waited was cancelled")
    }
}
