/// Easy handles that wait for their next request, by origin: a handle that goes on with the same peer keeps most of its
/// options. Connections are not kept here but in the loop's multi handle, so they outlive a handle that is dropped.
/// Confined to the loop's thread.
final class EasyHandlePool: @unchecked Sendable {
    /// Each costs about 25 KB, most of it libcurl's receive buffer.
    private static let maximumIdleCount = 32

    private let caBundlePath: String?
    /// The one used last stands last.
    private var idle: [EasyHandle] = []

    init(caBundlePath: String?) { self.caBundlePath = caBundlePath }

    func take(for url: String) throws(HTTPError) -> EasyHandle {
        let origin = url.utf8.prefix(HTTPRequest.originLength(of: url) ?? 0)
        for index in idle.indices.reversed() where idle[index].origin.utf8.elementsEqual(origin) {
            return idle.remove(at: index)
        }
        return try EasyHandle(origin: String(Substring(origin)), caBundlePath: caBundlePath)
    }

    func put(_ handle: EasyHandle) {
        handle.release()
        if idle.count == Self.maximumIdleCount { idle.removeFirst() }
        idle.append(handle)
    }
}
