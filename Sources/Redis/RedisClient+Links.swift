internal import HTTPTransport
internal import Synchronization

/// The connections: one to each node that is needed.
extension RedisClient {
    func enqueue(
        _ bytes: [UInt8], at address: RedisAddress, isAsking: Bool, number: UInt64, deadline: ContinuousClock.Instant,
        _ continuation: RedisLink.Continuation
    ) {
        let opened = state.withLock { state -> (StreamConnection, UInt64)? in
            do throws(RedisError) {
                let (link, isNew) = try usableLink(to: address, &state)
                link.enqueue(bytes, isAsking: isAsking, number: number, deadline: deadline, continuation)
                return isNew ? (link.stream, link.number) : nil
            } catch {
                continuation.resume(returning: .failure(error))
                return nil
            }
        }
        if let (stream, link) = opened { listen(to: stream, of: address, link: link) }
    }

    private func usableLink(
        to address: RedisAddress, _ state: inout State
    ) throws(RedisError) -> (RedisLink, isNew: Bool) {
        guard !state.isClosed else { throw Self.unsent(.closed, "the client has been closed") }
        if let link = state.links[address], !link.hasEnded, !link.wasIdle(for: configuration.maximumIdleTime) {
            return (link, false)
        }
        // Every node of a cluster takes the same user and password, and has a certificate of the same authority.
        var configuration = configuration
        (configuration.host, configuration.port) = (address.host, address.port)
        let link = try RedisLink(number: state.nextNumber(), configuration, on: loop)
        state.links[address] = link
        return (link, true)
    }

    /// Reads for as long as the connection lasts, on behalf of no caller: none of their deadlines is inherited. It ends with
    /// the link, which closes the stream.
    private func listen(to stream: StreamConnection, of address: RedisAddress, link: UInt64) {
        Task.detached(executorPreference: loop) { [weak self] in
            var failure: HTTPError?
            do throws(HTTPError) {
                while let bytes = try await stream.receive() { self?.take(bytes, from: address, link: link) }
            } catch {
                failure = error
            }
            self?.end(link: link, to: address, failure)
        }
    }

    private func take(_ bytes: [UInt8], from address: RedisAddress, link number: UInt64) {
        state.withLock { state in
            guard let link = state.links[address], link.number == number else { return }
            link.take(bytes)
        }
    }

    private func end(link number: UInt64, to address: RedisAddress, _ failure: HTTPError?) {
        state.withLock { state in
            guard let link = state.links[address], link.number == number else { return }
            link.end(failure)
            state.links[address] = nil
        }
    }
}
