import Glibc

/// Python's side of the measurements: `peer.py`.
struct PythonPeer {
    let python: String
    let script: String
    /// Where awscrt lies, apart from the rest: botocore loads it where it finds it, and starts later for it.
    let awscrt: String

    var folder: String { String(script.prefix(upTo: script.lastIndex(of: "/") ?? script.endIndex)) }

    /// Microseconds of single calls, as `peer.py` measured them.
    ///
    /// - Parameter endpoint: of DynamoDB.
    func times(_ what: String, count: Int, endpoint: String? = nil) throws -> [Double] {
        var variables = [
            "PATH=/usr/bin:/bin", "PYTHONDONTWRITEBYTECODE=1", "AWS_REGION=us-east-1", "AWS_DEFAULT_REGION=us-east-1",
            "AWS_ACCESS_KEY_ID=bench", "AWS_SECRET_ACCESS_KEY=bench",
        ]
        if what.hasSuffix("-crt") { variables.append("PYTHONPATH=\(awscrt)") }
        if let endpoint { variables.append("AWS_ENDPOINT_URL_DYNAMODB=\(endpoint)") }
        let output = try lines(of: ["env", "-i"] + variables + [python, script, what, "\(count)"])
        let times = output.compactMap { Double($0) }
        guard times.count == count else { throw BenchmarkError("peer.py \(what) printed \(times.count) times") }
        return times
    }
}

/// What a program prints, line by line.
func lines(of command: [String]) throws -> [String] {
    let quoted = command.map { "'\($0)'" }.joined(separator: " ")
    guard let output = popen(quoted, "r") else { throw BenchmarkError("cannot start \(command[0])") }
    var lines: [String] = []
    var line = [CChar](repeating: 0, count: 4096)
    while fgets(&line, Int32(line.count), output) != nil {
        lines.append(String(decoding: line.prefix { $0 != 0 && $0 != 10 }.map(UInt8.init(bitPattern:)), as: UTF8.self))
    }
    let status = pclose(output)
    guard status == 0 else { throw BenchmarkError("\(command.joined(separator: " ")) failed with status \(status)") }
    return lines
}
