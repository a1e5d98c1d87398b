import AWSCore
import AWSServices
import HTTPTransport
import WireFormats

/// What the AWS client is made of, beside botocore and awscrt (AWS's C libraries, from Python).
struct ClientsPart {
    /// The raw socket and our client in turn, so that both see the same machine.
    private static let rounds = 5

    let peer: PythonPeer
    let count: Int

    func run() async throws -> [BudgetLine] {
        Markdown.header("what", "Colloquy", "botocore", "times better", "awscrt", "times better")
        return try await getItem() + signatures() + presignedURLs() + eventStream()
    }

    private func row(
        _ name: String, _ ours: Double, botocore: Double, awscrt: Double?, _ unit: String, moreIsBetter: Bool = false
    ) {
        func ratio(_ theirs: Double) -> String { (moreIsBetter ? ours / theirs : theirs / ours).text }
        Markdown.row(
            name, "\(ours.text) \(unit)", "\(botocore.text) \(unit)", ratio(botocore),
            awscrt.map { "\($0.text) \(unit)" } ?? "–", awscrt.map(ratio) ?? "–")
    }

    // MARK: - GetItem

    private func getItem() async throws -> [BudgetLine] {
        let storage = try StorageStub()
        defer { withExtendedLifetime(storage) {} }
        let count = count / Self.rounds
        let rounds = try await onEventLoop { loop in
            let context = try AWSContext(
                environment: [
                    "AWS_REGION": "us-east-1", "AWS_ACCESS_KEY_ID": "bench", "AWS_SECRET_ACCESS_KEY": "bench",
                    "AWS_ENDPOINT_URL_DYNAMODB": storage.endpoint,
                ], transport: HTTPClient(loop: loop), clock: SystemClock.now, sleep: { try await loop.sleep(for: $0) })
            let client = try DynamoDBClient(context)
            var rounds: [(floor: Double, ours: Double)] = []
            for _ in 0..<Self.rounds {
                let floor = try Self.rawRequests(storage, count: count).median
                let ours = try await measure(count) {
                    _ = try await client.call(
                        .getItem,
                        [
                            "TableName": "chat-sessions", "ConsistentRead": true,
                            "Key": ["pk_session_id": ["S": "00000000-0000-4000-8000-000000000000"]],
                        ])
                }.median
                rounds.append((floor, ours))
            }
            return rounds
        }
        let (floor, ours) = (rounds.map(\.floor).median, rounds.map(\.ours).median)
        let above = rounds.map { $0.ours - $0.floor }.median
        let botocore = try peer.times("getitem", count: self.count, endpoint: storage.endpoint).median
        let awscrt = try peer.times("getitem-crt", count: self.count, endpoint: storage.endpoint).median
        row("DynamoDB GetItem, median", ours, botocore: botocore, awscrt: awscrt, "µs")
        row(
            "the same above a raw socket's \(floor.text) µs", above, botocore: botocore - floor,
            awscrt: awscrt - floor, "µs")
        return [
            BudgetLine(
                what: "DynamoDB GetItem above a raw socket", limit: 80, measured: above, unit: "µs")
        ]
    }

    private static func rawRequests(_ storage: StorageStub, count: Int) throws -> [Double] {
        var connection = try SocketConnection(port: storage.port)
        let request = Array(
            """
            POST / HTTP/1.1\r
            Host: 127.0.0.1\r
            X-Amz-Target: DynamoDB_20120810.GetItem\r
            Content-Length: 2\r
            \r
            {}
            """.utf8)
        var times: [Double] = []
        for _ in 0..<count {
            let start = ContinuousClock.now
            guard connection.write(request), connection.readMessage() != nil else {
                throw BenchmarkError("the stub of DynamoDB does not answer")
            }
            times.append((ContinuousClock.now - start).microseconds)
        }
        return times
    }

    // MARK: - Signatures

    private static let credentials = AWSCredentials(
        accessKeyID: "AKIDEXAMPLE", secretAccessKey: "secret", sessionToken: "token")

    private func signatures() async throws -> [BudgetLine] {
        let signer = SigV4Signer(service: "dynamodb", region: "us-east-1")
        let request = HTTPRequest(
            method: "POST", url: "https://dynamodb.us-east-1.amazonaws.com/",
            headers: [
                "Content-Type": "application/x-amz-json-1.0", "X-Amz-Target": "DynamoDB_20120810.GetItem",
            ],
            body: Array(
                #"{"TableName":"chat-sessions","Key":{"pk_session_id":{"S":"00000000-0000-4000-8000-000000000000"}}}"#
                    .utf8))
        let ours = try await measure(count) {
            var request = request
            try signer.sign(&request, with: Self.credentials, at: SystemClock.now())
        }
        let botocore = try peer.times("sign", count: count)
        let awscrt = try peer.times("sign-crt", count: count)
        row("SigV4 signature, median", ours.median, botocore: botocore.median, awscrt: awscrt.median, "µs")
        row(
            "signatures a second", 1e6 / ours.mean, botocore: 1e6 / botocore.mean, awscrt: 1e6 / awscrt.mean, "/s",
            moreIsBetter: true)
        return [BudgetLine(what: "SigV4 signature", limit: 10, measured: ours.median, unit: "µs")]
    }

    private func presignedURLs() async throws -> [BudgetLine] {
        let signer = SigV4Signer(service: "s3", region: "us-east-1")
        let request = HTTPRequest(
            method: "GET", url: "https://documents.s3.us-east-1.amazonaws.com/0000/presentation.pptx")
        let ours = try await measure(count) {
            _ = try signer.presignedURL(
                for: request, with: Self.credentials, at: SystemClock.now(), expires: 600, payload: .unsigned)
        }
        let botocore = try peer.times("presign", count: count)
        let awscrt = try peer.times("presign-crt", count: count)
        row("presigned URL, median", ours.median, botocore: botocore.median, awscrt: awscrt.median, "µs")
        return []
    }

    // MARK: - Event streams

    /// A stream like an agent's, in pieces as libcurl gives them; `peer.py` makes the same. awscrt's Python module does not
    /// decode event streams by themselves.
    private func eventStream() async throws -> [BudgetLine] {
        let message = EventStreamMessage.event("trace", payload: [UInt8](repeating: UInt8(ascii: "x"), count: 2048))
        let encoded = try message.encoded()
        let stream = (0..<64).flatMap { _ in encoded }
        let pieces = stride(from: 0, to: stream.count, by: 16_384).map {
            Array(stream[$0..<min($0 + 16_384, stream.count)])
        }
        let ours = try await measure(count) {
            var decoder = EventStreamDecoder()
            var messages = 0
            for piece in pieces {
                decoder.append(piece)
                while try decoder.next() != nil { messages += 1 }
            }
            try decoder.finish()
            guard messages == 64 else { throw BenchmarkError("64 messages became \(messages)") }
        }
        let botocore = try peer.times("eventstream", count: count)
        // Bytes a microsecond are megabytes a second.
        let size = Double(stream.count)
        row(
            "event-stream decode", size / ours.median, botocore: size / botocore.median, awscrt: nil, "MB/s",
            moreIsBetter: true)
        return [
            BudgetLine(
                what: "event-stream decode", limit: 500, measured: size / ours.median, unit: "MB/s",
                direction: .atLeast)
        ]
    }
}
