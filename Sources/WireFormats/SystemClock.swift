#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The system's wall clock.
public enum SystemClock {
    /// The time to the microsecond.
    @Sendable public static func now() -> Timestamp {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Timestamp(microseconds: Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1000)
    }
}
