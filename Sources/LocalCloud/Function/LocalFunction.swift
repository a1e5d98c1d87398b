public import Logging
import WireFormats

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The function as Lambda runs it: events queue here, supervised child processes take them, each from its own Runtime API,
/// and whoever invoked gets the answer, or the error that Lambda would give.
///
/// A process that dies is started again with back-off. What it had in hand fails with `Runtime.ExitError`; what still
/// waits in the queue goes to the next process, unless this one never asked for an event and there is no other: then it
/// fails too.
public actor LocalFunction {
    public nonisolated let configuration: FunctionConfiguration
    private let log: Logger
    private let output: @Sendable (String) -> Void

    /// By number; one for each process that runs.
    private var environments: [Int: ExecutionEnvironment] = [:]
    /// By number, as ``environments``.
    private var children: [Int: Child] = [:]
    private var supervision: Task<Void, Never>?
    private var processEnvironment: [String: String] = [:]
    private var lastNumber = 0
    private var isStopping = false

    private var queue: [Invocation] = []
    private var waiters: [String: CheckedContinuation<InvocationResult, Never>] = [:]
    private var lastPoller = 0

    /// - Parameter output: gets every line that the process prints.
    public init(
        _ configuration: FunctionConfiguration, log: Logger, output: @escaping @Sendable (String) -> Void = { _ in }
    ) {
        self.configuration = configuration
        self.log = log
        self.output = output
    }

    /// Starts the processes and keeps as many running until ``stop()``.
    ///
    /// - Parameter environment: variables beside those of the configuration; they win.
    public func start(environment variables: [String: String] = [:]) {
        guard supervision == nil, !isStopping else { return }
        processEnvironment = configuration.environment.merging(variables) { $1 }
        let count = max(1, configuration.processes)
        supervision = Task {
            await withDiscardingTaskGroup { group in
                for _ in 0..<count { group.addTask { await self.supervise() } }
            }
        }
    }

    /// Ends the processes as Lambda does: SIGTERM and a grace when an extension was registered, then SIGKILL. What is still
    /// queued or in hand fails.
    public func stop() async {
        isStopping = true
        supervision?.cancel()
        let grace = configuration.shutdownGrace
        await withDiscardingTaskGroup { group in
            for (number, child) in children {
                guard environments[number]?.extensions.isEmpty == false else {
                    child.kill()
                    continue
                }
                group.addTask {
                    child.send(signal: SIGTERM)
                    let killer = Task {
                        try await Task.sleep(for: grace)
                        child.kill()
                    }
                    _ = await child.wait()
                    killer.cancel()
                }
            }
        }
        await supervision?.value
        failQueue(type: "Runtime.ExitError", message: "The function has been stopped")
    }

    /// Of the oldest process.
    var environment: ExecutionEnvironment? { environments.min { $0.key < $1.key }?.value }

    /// In all processes.
    var invocationsInHand: Int { environments.values.reduce(0) { $0 + $1.inHand.count } }

    /// The processes that run, the oldest first.
    public var processIdentifiers: [Int32] {
        children.sorted { $0.key < $1.key }.map(\.value.processIdentifier)
    }

    /// Kills a process as a crash would (SIGKILL), unless it has ended; it is started again.
    public func kill(processIdentifier: Int32) {
        children.values.first { $0.processIdentifier == processIdentifier }?.kill()
    }

    /// Hands an event to the function and waits for the outcome, however long that takes.
    public func invoke(_ invocation: Invocation) async -> InvocationResult {
        await withCheckedContinuation { continuation in
            guard !isStopping, waiters[invocation.requestID] == nil else {
                continuation.resume(
                    returning: .failure(
                        invocation.requestID, type: "Runtime.ExitError", message: "The function has been stopped",
                        duration: .zero))
                return
            }
            waiters[invocation.requestID] = continuation
            queue.append(invocation)
            handOut()
        }
    }
}

// MARK: The processes

extension LocalFunction {
    private func supervise() async {
        var failures = 0
        while !isStopping {
            let wasRunning = await runOneProcess()
            if isStopping { return }
            failures = wasRunning ? 1 : failures + 1
            let delay = min(configuration.restartDelay * (1 << min(failures - 1, 10)), .seconds(5))
            log.warning("\(configuration.name) is started again in \(delay)")
            try? await Task.sleep(for: delay)  // Cancelled by stop(), which the loop's condition sees.
        }
    }

    /// - Returns: true when the process came to ask for events.
    private func runOneProcess() async -> Bool {
        lastNumber += 1
        let number = lastNumber
        environments[number] = ExecutionEnvironment(number: number)
        let api = RuntimeAPI(function: self, environment: number)
        var started: LoopbackServer?
        do {
            let server = try await LoopbackServer.start(maximumBodySize: RuntimeAPI.maximumBodySize) { request in
                await api.respond(to: request)
            }
            started = server
            let variables = processEnvironment.merging(
                configuration.lambdaEnvironment(
                    runtimeAPI: "127.0.0.1:\(server.port)", logStream: "local/[$LATEST]\(number)")
            ) { $1 }
            let child = try await Child.start(
                configuration.executable, arguments: configuration.arguments, environment: variables, output: output)
            children[number] = child
            if isStopping { child.kill() }
            let timer = watchInitialization(of: number, child)
            let exit = await child.wait()
            timer.cancel()
            let phase = environments[number]?.phase
            let wasRunning = phase == .running || phase == .ending
            processEnded(number, "Runtime exited with error: \(exit)")
            if !isStopping { log.error("\(configuration.name) ended: \(exit)") }
            await server.stop()
            return wasRunning
        } catch {
            log.error("\(configuration.name) does not start: \(error)")
            processEnded(number, "\(error)", type: "Runtime.InvalidEntrypoint")
            await started?.stop()
            return false
        }
    }

    private func watchInitialization(of number: Int, _ child: Child) -> Task<Void, Never> {
        let limit = configuration.initializationTimeout
        return Task {
            guard (try? await Task.sleep(for: limit)) != nil, environments[number]?.phase == .initializing else {
                return
            }
            log.error("\(configuration.name) asked for no event within \(limit)")
            child.kill()
        }
    }

    /// Settles everything that the process leaves behind.
    private func processEnded(_ number: Int, _ message: String, type: String = "Runtime.ExitError") {
        guard let ended = environments.removeValue(forKey: number) else { return }
        children[number] = nil
        for poller in ended.pollers { poller.continuation.resume(returning: .refused("The process has ended")) }
        for waiting in ended.waitingExtensions { waiting.resume() }
        for (requestID, entry) in ended.inHand {
            entry.timer.cancel()
            finish(.failure(requestID, type: type, message: message, duration: .now - entry.begin))
        }
        // What waits is for the others, where there are any.
        guard !environments.values.contains(where: { $0.phase == .running }) else { return }
        switch ended.phase {
        case .running, .ending: break
        case .initializing: failQueue(type: type, message: message)
        case .failed(let payload): failQueue(payload: payload)
        }
    }

    private func failQueue(type: String, message: String) {
        for invocation in queue {
            finish(.failure(invocation.requestID, type: type, message: message, duration: .zero))
        }
        queue.removeAll()
    }

    private func failQueue(payload: [UInt8]) {
        for invocation in queue {
            finish(
                InvocationResult(
                    requestID: invocation.requestID, payload: payload, isError: true, duration: .zero))
        }
        queue.removeAll()
    }

    private func finish(_ result: InvocationResult) {
        waiters.removeValue(forKey: result.requestID)?.resume(returning: result)
    }
}

// MARK: What the Runtime API asks for

extension LocalFunction {
    /// Waits until there is an event for the process `number`.
    func next(in number: Int) async -> ExecutionEnvironment.Next {
        await withCheckedContinuation { continuation in
            guard var current = environments[number] else {
                return continuation.resume(returning: .refused("The process has ended"))
            }
            guard current.phase == .initializing || current.phase == .running else {
                return continuation.resume(returning: .refused("The process is expected to end"))
            }
            guard current.inHand.count < configuration.maximumConcurrency else {
                return continuation.resume(
                    returning: .refused("Transition from Running to Ready failed: an invocation has no answer yet"))
            }
            current.phase = .running
            if current.pollers.count + current.inHand.count >= configuration.maximumConcurrency {
                // The connection of the older poll is most likely gone.
                current.pollers.removeFirst().continuation.resume(returning: .refused("A newer poll took its place"))
            }
            lastPoller += 1
            current.pollers.append(.init(id: lastPoller, continuation: continuation))
            environments[number] = current
            handOut()
        }
    }

    private func handOut() {
        while !queue.isEmpty, let number = longestWaiting, let poller = environments[number]?.pollers.removeFirst() {
            let invocation = queue.removeFirst()
            let timeout = configuration.timeout
            let timer = Task {
                guard (try? await Task.sleep(for: timeout)) != nil else { return }
                timeOut(invocation.requestID, in: number)
            }
            environments[number]?.inHand[invocation.requestID] = .init(
                invocation: invocation, begin: .now, timer: timer)
            let deadline = SystemClock.now() + timeout
            poller.continuation.resume(returning: .invocation(invocation, deadline: deadline.milliseconds))
        }
    }

    /// The process whose poll came first.
    private var longestWaiting: Int? {
        let waiting = environments.values.filter { $0.phase == .running && !$0.pollers.isEmpty }
        return waiting.min { $0.pollers[0].id < $1.pollers[0].id }?.number
    }

    private func timeOut(_ requestID: String, in number: Int) {
        guard let entry = environments[number]?.finish(requestID) else { return }
        let seconds = configuration.timeout.formattedSeconds
        finish(
            .failure(
                requestID, type: "Sandbox.Timedout", message: "Task timed out after \(seconds) seconds",
                duration: .now - entry.begin))
        // Lambda ends the environment with the invocation; of many at a time only the one fails.
        if configuration.maximumConcurrency == 1 {
            environments[number]?.phase = .ending
            children[number]?.kill()
        }
    }

    /// What became of an answer that the process sent.
    enum Acceptance: Sendable {
        case accepted
        case tooLarge
        case unknownRequest
        case wrongState(String)
    }

    func complete(_ requestID: String, with payload: [UInt8]?, isError: Bool, in number: Int) -> Acceptance {
        guard environments[number] != nil else { return .wrongState("The process has ended") }
        guard let entry = environments[number]?.finish(requestID) else {
            return environments[number]?.finished.contains(requestID) == true
                ? .wrongState("Transition from Ready to ResponseSent failed: \(requestID) has been answered")
                : .unknownRequest
        }
        let duration = ContinuousClock.now - entry.begin
        guard let payload else {
            finish(
                .failure(
                    requestID, type: "Function.ResponseSizeTooLarge",
                    message: "Response payload size exceeded maximum allowed payload size "
                        + "(\(RuntimeAPI.maximumResponseSize) bytes).",
                    duration: duration))
            return .tooLarge
        }
        finish(InvocationResult(requestID: requestID, payload: payload, isError: isError, duration: duration))
        return .accepted
    }

    func reportInitializationError(_ payload: [UInt8], in number: Int) -> Acceptance {
        guard environments[number]?.phase == .initializing else {
            return .wrongState("Transition from Running to InitError failed")
        }
        environments[number]?.phase = .failed(payload: payload)
        log.error("\(configuration.name) failed to initialize: \(String(decoding: payload, as: UTF8.self))")
        return .accepted
    }

    /// - Returns: the extension's identifier; `nil` when it is too late to register.
    func registerExtension(in number: Int) -> String? {
        guard environments[number]?.phase == .initializing else { return nil }
        let identifier = Identifier.uuid()
        environments[number]?.extensions.insert(identifier)
        return identifier
    }

    /// Waits for the end of the process; an internal extension that asked for no events gets none.
    ///
    /// - Returns: false when no such extension was registered.
    func waitForExtensionEvent(_ identifier: String, in number: Int) async -> Bool {
        guard environments[number]?.extensions.contains(identifier) == true else { return false }
        await withCheckedContinuation { environments[number]?.waitingExtensions.append($0) }
        return true
    }
}
