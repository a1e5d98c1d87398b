import AWSCore
import AWSServices
import HTTPTransport
import LocalCloud
import WireFormats

/// One function's doors: its HTTP API, and Lambda's Invoke. Tries again as a real client does.
struct Front: Sendable {
    /// Whose HTTP requests are.
    let user: String
    let url: String
    let publicURL: String
    private let functionName: String
    private let http: HTTPClient
    private let lambda: LambdaClient
    private let tally: Tally

    init(_ cloud: LocalCloud, user: String, publicURL: String, loop: CurlEventLoop, _ tally: Tally) throws {
        self.user = user
        self.publicURL = publicURL
        self.tally = tally
        url = cloud.httpAPI
        functionName = cloud.function.configuration.name
        http = HTTPClient(loop: loop)
        let context = try AWSContext(
            environment: cloud.environment.merging(["AWS_REGION": cloud.function.configuration.region]) { $1 },
            transport: http, clock: SystemClock.now, sleep: { try await Task.sleep(for: $0) })
        lambda = try LambdaClient(context)
    }

    // MARK: - One try

    func request(
        _ method: String, _ path: String, _ body: JSON? = nil, headers: HTTPHeaders = [:]
    ) async -> Reply {
        var headers = headers
        if body != nil { headers["Content-Type"] = "application/json" }
        return await send(
            HTTPRequest(method: method, url: url + path, headers: headers, body: body?.serialized() ?? []))
    }

    func send(_ request: HTTPRequest) async -> Reply {
        var request = request
        request.deadline = .now + .seconds(40)
        request.bypassesProxy = true
        do {
            let response = try await http.send(request)
            return .answer(Answer(status: response.status, headers: response.headers, body: response.body))
        } catch {
            return .nothing("\(error)")
        }
    }

    /// A direct invocation. An answer without a status is a success.
    func invoke(_ event: JSON) async -> Reply {
        do {
            let invocation = try await lambda.invoke(functionName: functionName, payload: event.serialized())
            let json = try JSON(parsing: invocation.payload)
            guard let status = json["statusCode"]?.int else {
                return .answer(Answer(status: 200, headers: [:], body: invocation.payload))
            }
            let body = json["body"]?.string.map { Array($0.utf8) } ?? []
            return .answer(Answer(status: status, headers: [:], body: body))
        } catch {
            return .nothing("\(error)")
        }
    }

    // MARK: - As often as it takes

    /// Sends the same write until it is answered.
    ///
    /// - Parameter patience: how often it is sent at most.
    func persist(
        patience: Int = 30, isolation: isolated (any Actor)? = #isolation, _ send: () async -> Reply
    ) async -> Outcome {
        for attempt in 0..<patience {
            if attempt > 0 {
                tally.count(\.retried)
                let longest = min(2000, 100 << min(attempt, 5))
                // A run that is interrupted ends without this client.
                guard (try? await Task.sleep(for: .milliseconds(Int.random(in: 50...longest)))) != nil else { break }
            }
            guard case .answer(let answer) = await send(), !answer.isPassing else { continue }
            if answer.status < 400 {
                tally.count(\.acknowledged)
                return .acknowledged(answer)
            }
            tally.count(\.refused)
            return .refused(answer)
        }
        tally.count(\.unknown)
        return .unknown
    }

    /// Reads until there is an answer.
    func read(isolation: isolated (any Actor)? = #isolation, _ send: () async -> Reply) async -> Answer? {
        for attempt in 0..<30 {
            if attempt > 0, (try? await Task.sleep(for: .milliseconds(200))) == nil { return nil }
            if case .answer(let answer) = await send(), !answer.isPassing { return answer }
        }
        return nil
    }
}
