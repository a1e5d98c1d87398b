import Foundation

/// What `scripts/test --sanitize` has built the tests with, and the programs that they start.
public enum Sanitizer: Sendable {
    case address
    case thread

    /// `nil` in an ordinary build. Each sanitizer has a function of its own in every program built with it.
    public static let current: Sanitizer? =
        if has("__asan_init") { .address } else if has("__tsan_init") { .thread } else { nil }

    private static func has(_ symbol: String) -> Bool { dlsym(dlopen(nil, RTLD_NOW), symbol) != nil }

    /// What a program needs to report where this process does, by the same rules. Without a sanitizer there is nothing.
    public static let environment: [String: String] =
        current == nil
        ? [:]
        : ProcessInfo.processInfo.environment.filter { name, _ in
            ["ASAN_OPTIONS", "TSAN_OPTIONS", "LD_PRELOAD"].contains(name)
        }
}
