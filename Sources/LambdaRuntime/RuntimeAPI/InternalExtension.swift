import Logging

/// An internal extension that wants no events. Lambda sends SIGTERM to a function's process before it ends the execution
/// environment only when an extension is registered.
struct InternalExtension: Sendable {
    let client: RuntimeAPIClient
    let logger: Logger
    static let name = "LambdaRuntime"

    /// Registers; has to be done before the first `/next`, which closes registration. Where there is no Extensions API, as
    /// on a developer's machine, the function works without.
    ///
    /// - Returns: the identifier, `nil` when it was not registered.
    func register() async -> String? {
        do {
            return try await client.registerExtension(name: Self.name)
        } catch {
            logger.debug("no internal extension: SIGTERM may not arrive", metadata: ["reason": "\(error)"])
            return nil
        }
    }

    /// Tells Lambda that the extension is ready, by asking for an event that never comes. Ends with the task or with the
    /// connection; an extension without events has nothing to do then.
    func wait(identifier: String) async {
        do {
            try await client.nextExtensionEvent(identifier: identifier)
        } catch {
            if error.isCancellation { return }
            logger.debug("the internal extension's poll ended", metadata: ["reason": "\(error)"])
        }
    }
}
