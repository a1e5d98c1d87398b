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
            "PATH": "/usr/bin:/bin", "PYTHONDONTWRITEBYTECODE": "1", "AWS_REGION": "us-east-1",
            "AWS_DEFAULT_REGION": "us-east-1", "AWS_ACCESS_KEY_ID": "bench", "AWS_SECRET_ACCESS_KEY": "bench",
        ]
        if what.hasSuffix("-crt") { variables["PYTHONPATH"] = awscrt }
        if let endpoint { variables["AWS_ENDPOINT_URL_DYNAMODB"] = endpoint }
        let output = try lines(of: [python, script, what, "\(count)"], environment: variables)
        let times = output.compactMap { Double($0) }
        guard times.count == count else { throw BenchmarkError("peer.py \(what) printed \(times.count) times") }
        return times
    }
}
