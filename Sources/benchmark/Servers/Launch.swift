import Glibc

/// Starts a program with exactly this environment.
///
/// - Parameter outputPath: where what it prints goes; by default where this program's goes.
func launch(_ command: [String], environment: [String: String], outputPath: String? = nil) throws -> pid_t {
    var arguments = command.map { strdup($0) } + [nil]
    var variables = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    if let outputPath {
        posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, outputPath, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        posix_spawn_file_actions_adddup2(&actions, STDOUT_FILENO, STDERR_FILENO)
    }
    defer {
        arguments.forEach { free($0) }
        variables.forEach { free($0) }
        posix_spawn_file_actions_destroy(&actions)
    }
    var process = pid_t()
    let status = posix_spawnp(&process, command[0], &actions, nil, &arguments, &variables)
    guard status == 0 else { throw BenchmarkError("cannot start \(command[0]): errno \(status)") }
    return process
}
