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

/// What a program prints, line by line. It inherits no sockets: wrk has room for as many descriptors as it opens itself.
///
/// - Throws: ``BenchmarkError`` with what it printed when it fails.
func lines(of command: [String], environment: [String: String] = searchPath) throws -> [String] {
    let folder = try ScratchFolder()
    let file = TextFile(path: "\(folder.path)/output")
    for descriptor in (STDERR_FILENO + 1)..<4096 { _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC) }
    var status: Int32 = 0
    waitpid(try launch(command, environment: environment, outputPath: file.path), &status, 0)
    let output = try file.read()
    guard status == 0 else {
        throw BenchmarkError("\(command.joined(separator: " ")) failed with status \(status): \(output)")
    }
    return output.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
}

/// The environment of programs that need nothing but to find others.
let searchPath = ["PATH": "/usr/local/bin:/usr/bin:/bin"]

func isInstalled(_ program: String) -> Bool { system("command -v \(program) >/dev/null 2>&1") == 0 }
