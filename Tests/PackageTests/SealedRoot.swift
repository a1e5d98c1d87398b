import Foundation
import TestSupport

/// A root directory with the packaged executable, `/proc`, `/etc/resolv.conf` and a bundle of certificates, and nothing
/// else: no shared objects, no devices, no shell, no other settings.
final class SealedRoot: Sendable {
    /// Starts the executable in there: a script, as the emulator takes a program without arguments.
    let function: String
    private let directory: TemporaryDirectory

    /// - Parameter certificates: the bundle's contents; it lies where Amazon Linux has it.
    init(nameServer: String, certificates: String) throws {
        directory = try TemporaryDirectory()
        let root = directory.path + "/root"
        let files = FileManager.default
        for folder in ["/proc", "/etc/pki/tls/certs"] {
            try files.createDirectory(atPath: root + folder, withIntermediateDirectories: true)
        }
        try "nameserver \(nameServer)\n".write(toFile: root + "/etc/resolv.conf", atomically: false, encoding: .utf8)
        try files.copyItem(atPath: certificates, toPath: root + "/etc/pki/tls/certs/ca-bundle.crt")
        try files.copyItem(atPath: PackagedFunction.path, toPath: root + "/bootstrap")
        function = directory.path + "/start"
        try Self.script(root: root, program: "/bootstrap").write(toFile: function, atomically: false, encoding: .utf8)
        try files.setAttributes([.posixPermissions: 0o755], ofItemAtPath: function)
    }

    /// The mount goes with its namespace, which goes with the program.
    private static func script(root: String, program: String) -> String {
        let user = geteuid() == 0 ? "" : "--user --map-root-user"
        return """
            #!/bin/sh
            # Of the machine outside.
            unset AWS_CA_BUNDLE
            exec unshare \(user) --mount sh -c 'mount --rbind /proc "$1/proc" && exec chroot "$1" "$2"' sh '\(root)' \(program)
            """
    }

    /// Whether this machine lets us have mount namespaces: as root, or else with a user namespace.
    static let isPossible: Bool = {
        let process = Process()
        process.executableURL = URL(filePath: "/bin/sh")
        process.arguments = ["-c", script(root: "/", program: "/bin/true")]
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        do {
            try process.run()
        } catch {
            return false
        }
        process.waitUntilExit()
        return process.terminationStatus == 0
    }()
}
