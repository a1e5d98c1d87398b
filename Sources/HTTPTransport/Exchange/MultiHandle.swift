internal import CCurl
internal import Glibc

/// libcurl's multi handle and the transfers and streams under way on it. All of it but ``wakeUp()`` belongs to the loop's thread,
/// which is why the class may call itself Sendable; and none of it may be called from inside libcurl.
final class MultiHandle: @unchecked Sendable {
    /// Connections kept alive without a request on them. libcurl's default shrinks with the number of requests
    /// under way, which would close most connections after each burst.
    private static let keptConnections = 128

    let curl: UnsafeMutableRawPointer
    private var active: [EasyHandle] = []
    var streams: [OpenStream] = []
    private var polled: [curl_waitfd] = []
    private(set) var isShutDown = false

    /// - Throws: ``HTTPError/Code/connect`` when libcurl cannot start.
    init() throws(HTTPError) {
        guard Self.libraryResult == CURLE_OK, let curl = curl_multi_init() else {
            throw HTTPError(code: .connect, requestWasSent: false, message: "libcurl did not start")
        }
        self.curl = curl
        guard colloquy_curl_multi_set_long(curl, CURLMOPT_MAXCONNECTS, Self.keptConnections) == CURLM_OK else {
            throw HTTPError(code: .connect, requestWasSent: false, message: "libcurl refused its options")
        }
    }

    deinit {
        endAll { .shutDown(sent: $0) }
        curl_multi_cleanup(curl)
    }

    /// Once in the process. A write to a connection that the peer has closed must be an error, not the end of the
    /// process: with NOSIGNAL, libcurl leaves SIGPIPE to us, and not every TLS library keeps it away.
    private static let libraryResult: CURLcode = {
        var action = sigaction()
        if sigaction(SIGPIPE, nil, &action) == 0, action.__sigaction_handler.sa_handler == nil {
            signal(SIGPIPE, SIG_IGN)
        }
        return curl_global_init(Int(CURL_GLOBAL_DEFAULT))
    }()

    /// Ends a ``wait(until:also:)``, the next one if none is going on. From any thread.
    func wakeUp() { curl_multi_wakeup(curl) }

    /// Waits for the network, for `deadline` or for `descriptor` to be readable.
    ///
    /// - Returns: true when the descriptor is.
    func wait(until deadline: ContinuousClock.Instant?, also descriptor: Int32?) -> Bool {
        var deadline = deadline
        for handle in active {
            guard let end = handle.transfer?.endOfPatience else { continue }
            deadline = min(deadline ?? end, end)
        }
        for open in streams {
            guard let end = open.stream.deadline else { continue }
            deadline = min(deadline ?? end, end)
        }
        // Without one an hour is as good as any time: libcurl knows its own timeouts, and all else wakes the loop.
        let timeout = Int32(deadline.map { ContinuousClock.now.duration(to: $0).milliseconds } ?? 3_600_000)
        polled.removeAll(keepingCapacity: true)
        if let descriptor {
            polled.append(curl_waitfd(fd: descriptor, events: Int16(CURL_WAIT_POLLIN), revents: 0))
        }
        let streams = addStreams(to: &polled)
        let result = polled.withUnsafeMutableBufferPointer {
            curl_multi_poll(curl, $0.baseAddress, UInt32($0.count), timeout, nil)
        }
        check(result)
        guard result == CURLM_OK else { return false }
        moveBytes(of: streams, polled.suffix(streams.count))
        return descriptor != nil && polled[0].revents != 0
    }

    /// Moves bytes and ends what has come to its end.
    func perform() {
        guard !active.isEmpty || !streams.isEmpty else { return }
        moveBytes()
        endSilentTransfers()
        endLateStreams()
    }

    func shutDown() {
        isShutDown = true
        endAll { .shutDown(sent: $0) }
    }

    func start(_ transfer: Transfer) {
        switch transfer.phase {
        case .running, .ended: return
        case .refused(let error): return transfer.finish(error)
        case .new: break
        }
        guard !isShutDown else { return transfer.finish(.shutDown(sent: false)) }
        do throws(HTTPError) {
            let handle = try transfer.pool.take(for: transfer.request.url)
            try handle.prepare(transfer)
            let result = curl_multi_add_handle(curl, handle.curl)
            guard result == CURLM_OK else {
                throw HTTPError(
                    code: .connect, requestWasSent: false, message: String(cString: curl_multi_strerror(result)))
            }
            handle.position = active.count
            active.append(handle)
            transfer.phase = .running(handle)
        } catch {
            transfer.finish(error)
        }
    }

    /// Ends a transfer from this side: its connection is closed at once.
    func abort(_ transfer: Transfer, _ error: (_ sent: Bool) -> HTTPError) {
        switch transfer.phase {
        case .new: transfer.phase = .refused(error(false))
        case .running(let handle): end(handle, error(transfer.requestWasSent(handle.sentCount)))
        case .refused, .ended: break
        }
    }

    /// Goes on with a transfer whose sink has taken no more.
    func resume(_ transfer: Transfer) {
        guard case .running(let handle) = transfer.phase else { return }
        transfer.noteActivity()
        let result = curl_easy_pause(handle.curl, CURLPAUSE_CONT)
        // It may have delivered, and what it delivered may have been refused.
        if result != CURLE_OK, handle.transfer === transfer { end(handle, handle.failure(after: result)) }
    }

    private func moveBytes() {
        var running: Int32 = 0
        check(curl_multi_perform(curl, &running))
        var left: Int32 = 0
        while let message = curl_multi_info_read(curl, &left) {
            var context: UnsafeMutableRawPointer?
            guard message.pointee.msg == CURLMSG_DONE,
                !takeConnected(message.pointee.easy_handle, message.pointee.data.result),
                colloquy_curl_get_pointer(message.pointee.easy_handle, CURLINFO_PRIVATE, &context) == CURLE_OK,
                let context
            else { continue }
            let handle = Unmanaged<EasyHandle>.fromOpaque(context).takeUnretainedValue()
            end(handle, handle.failure(after: message.pointee.data.result))
        }
    }

    private func endSilentTransfers() {
        // Ending one puts the last in its place, which has been looked at.
        for index in active.indices.reversed() {
            let handle = active[index]
            guard let transfer = handle.transfer, transfer.endOfPatience != nil else { continue }
            let now = ContinuousClock.now
            guard let end = transfer.endOfPatience, end <= now else { continue }
            transfer.noteUploaded(handle.uploadedCount)
            guard let end = transfer.endOfPatience, end <= now else { continue }
            let sent = transfer.requestWasSent(handle.sentCount)
            self.end(handle, HTTPError(code: .timeout, requestWasSent: sent, message: "the peer fell silent"))
        }
    }

    private func end(_ handle: EasyHandle, _ failure: HTTPError?) {
        guard let transfer = handle.transfer else { return }
        curl_multi_remove_handle(curl, handle.curl)
        active.swapAt(handle.position, active.count - 1)
        active[handle.position].position = handle.position
        active.removeLast()
        transfer.pool.put(handle)
        transfer.finish(failure)
    }

    private func endAll(_ error: (_ sent: Bool) -> HTTPError) {
        while let handle = active.last {
            end(handle, error(handle.transfer?.requestWasSent(handle.sentCount) ?? false))
        }
        for open in streams { open.stream.finish(error(open.stream.sentCount > 0)) }
        removeEndedStreams()
    }

    /// The multi handle itself fails only when memory or file descriptors have run out. Then no transfer can go on.
    private func check(_ result: CURLMcode) {
        guard result != CURLM_OK else { return }
        let message = String(cString: curl_multi_strerror(result))
        endAll { HTTPError(code: .connectionLost, requestWasSent: $0, message: message) }
        // Should it go on failing, at least it does so slowly.
        usleep(1_000)
    }
}
