internal import CCurl

/// Streams stand beside the transfers: libcurl connects them, and from then on their sockets are polled with libcurl's.
extension MultiHandle {
    var hasStreams: Bool { !streams.isEmpty }

    func open(_ stream: Stream) {
        guard case .new = stream.phase else { return }
        guard !isShutDown else { return stream.finish(.shutDown(sent: false)) }
        do throws(HTTPError) {
            let handle = try StreamHandle(stream.endpoint)
            let result = curl_multi_add_handle(curl, handle.curl)
            guard result == CURLM_OK else {
                throw HTTPError(
                    code: .connect, requestWasSent: false, message: String(cString: curl_multi_strerror(result)))
            }
            stream.begin(handle)
            streams.append(OpenStream(stream: stream, handle: handle))
        } catch {
            stream.finish(error)
        }
    }

    func flush(_ stream: Stream) {
        stream.flush()
        removeEndedStreams()
    }

    func receive(from stream: Stream, _ receiver: Stream.Receiver) {
        stream.receive(receiver)
        removeEndedStreams()
    }

    /// Ends a stream from this side.
    func end(_ stream: Stream, _ error: HTTPError) {
        stream.finish(error)
        removeEndedStreams()
    }

    /// Adds the sockets to wait for.
    ///
    /// - Returns: whose they are, in the same order.
    func addStreams(to polled: inout [curl_waitfd]) -> [Stream] {
        var waiting: [Stream] = []
        for open in streams {
            guard let events = open.stream.events else { continue }
            polled.append(curl_waitfd(fd: open.handle.socket, events: Int16(events), revents: 0))
            waiting.append(open.stream)
        }
        return waiting
    }

    func moveBytes(of streams: [Stream], _ polled: ArraySlice<curl_waitfd>) {
        guard !streams.isEmpty else { return }
        for (stream, polled) in zip(streams, polled) where polled.revents != 0 { stream.moveBytes() }
        removeEndedStreams()
    }

    /// Takes over what libcurl has connected, or not.
    ///
    /// - Returns: false when the message is not about a stream.
    func takeConnected(_ curl: UnsafeMutableRawPointer?, _ result: CURLcode) -> Bool {
        guard let open = streams.first(where: { $0.handle.curl == curl }) else { return false }
        if result == CURLE_OK, open.handle.noteConnected() {
            open.stream.becomeOpen()
        } else {
            open.stream.finish(open.handle.failure(result, sent: nil))
        }
        return true
    }

    func endLateStreams() {
        guard !streams.isEmpty else { return }
        let now = ContinuousClock.now
        for open in streams {
            guard let deadline = open.stream.deadline, deadline <= now else { continue }
            let sent = open.stream.sentCount > 0
            open.stream.finish(HTTPError(code: .timeout, requestWasSent: sent, message: "the deadline has passed"))
        }
        removeEndedStreams()
    }

    /// Closes the connections of those that have ended. Not from inside a stream, whose handle may be at work.
    func removeEndedStreams() {
        for index in streams.indices.reversed() {
            guard case .ended = streams[index].stream.phase else { continue }
            let handle = streams.remove(at: index).handle
            curl_multi_remove_handle(curl, handle.curl)
        }
    }
}
