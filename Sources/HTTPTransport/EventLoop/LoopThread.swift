internal import Glibc

/// The thread of ``CurlEventLoop/start()``, made without Foundation.
enum LoopThread {
    private final class Context {
        let core: LoopCore
        let executor: UnownedTaskExecutor

        init(_ core: LoopCore, _ executor: UnownedTaskExecutor) {
            self.core = core
            self.executor = executor
        }
    }

    static func start(_ core: LoopCore, executor: UnownedTaskExecutor) {
        let context = Unmanaged.passRetained(Context(core, executor))
        var thread = pthread_t()
        let result = pthread_create(
            &thread, nil,
            { argument in
                guard let argument else { return nil }
                let context = Unmanaged<Context>.fromOpaque(argument).takeRetainedValue()
                while !context.core.claim() { usleep(1_000) }
                context.core.run(for: context.executor) { false }
                context.core.disclaim()
                return nil
            }, context.toOpaque())
        // Only a process at its limit of threads comes here, and tasks would wait for this one for ever.
        precondition(result == 0, "no thread for the event loop: \(String(cString: strerror(result)))")
        pthread_detach(thread)
    }
}
