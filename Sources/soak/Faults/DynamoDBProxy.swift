import Foundation
import TestSupport

/// Stands between the function and DynamoDB, and plays the faults that the dice have. While there is no server,
/// connections are reset.
final class DynamoDBProxy: Sendable {
    private let server: ScriptedServer

    init(to dynamoDB: DynamoDBServer, _ dice: FaultDice) throws {
        server = try ScriptedServer(recordsRequests: false) { connection in
            while let request = try connection.readRequest() {
                guard try Self.serve(request, connection, dynamoDB, dice) else { return connection.reset() }
            }
        }
    }

    var url: String { server.url }

    /// - Returns: false when the connection is to be reset.
    private static func serve(
        _ request: ScriptedRequest, _ connection: ScriptedConnection, _ dynamoDB: DynamoDBServer, _ dice: FaultDice
    ) throws -> Bool {
        let fault = dice.roll()
        switch fault {
        case .delay: Thread.sleep(forTimeInterval: dice.pause())
        case .throttle:
            let name = dice.pause() < 0.5 ? "ThrottlingException" : "ProvisionedThroughputExceededException"
            try connection.write(refusal(400, name))
            return true
        case .refusal:
            try connection.write(
                dice.pause() < 0.5 ? refusal(500, "InternalServerError") : refusal(503, "ServiceUnavailable"))
            return true
        case .lostRequest: return false
        case .lostAnswer, .cutAnswer, .falseFailure, nil: break
        }
        guard let answer = answer(to: request, from: dynamoDB) else { return false }
        switch fault {
        case .lostAnswer: return false
        case .cutAnswer:
            try connection.write(answer[..<(answer.count / 2)])
            return false
        case .falseFailure: try connection.write(refusal(500, "InternalServerError"))
        default: try connection.write(answer)
        }
        return true
    }

    private static func refusal(_ status: Int, _ name: String) -> ScriptedResponse {
        ScriptedResponse(
            status: status, headers: ["Content-Type": "application/x-amz-json-1.0"],
            text: #"{"__type":"com.amazonaws.dynamodb.v20120810#\#(name)","message":"As the plan has it"}"#)
    }

    /// The server's whole answer without the end of its connection, so that the function keeps its own; `nil` when there was
    /// none.
    private static func answer(to request: ScriptedRequest, from dynamoDB: DynamoDBServer) -> [UInt8]? {
        guard let port = dynamoDB.port, let upstream = try? Upstream.connect(port: port) else { return nil }
        var head = "\(request.method) \(request.target) HTTP/1.1\r\nConnection: close\r\n"
        for line in request.headerLines where !line.lowercased().hasPrefix("connection:") { head += line + "\r\n" }
        do {
            try upstream.write(Array((head + "\r\n").utf8) + request.body)
            var bytes: [UInt8] = []
            while true {
                let more = try upstream.read()
                if more.isEmpty { break }
                bytes += more
            }
            return withoutConnectionHeader(bytes)
        } catch {
            return nil
        }
    }

    /// `nil` for an answer that the server's end has cut off.
    private static func withoutConnectionHeader(_ answer: [UInt8]) -> [UInt8]? {
        guard let border = answer.firstRange(of: Array("\r\n\r\n".utf8)) else { return nil }
        let lines = String(decoding: answer[..<border.lowerBound], as: UTF8.self).components(separatedBy: "\r\n")
        let body = answer[border.upperBound...]
        let length = lines.first { $0.lowercased().hasPrefix("content-length:") }?.split(separator: ":").last
        guard length.flatMap({ Int($0.trimmingCharacters(in: .whitespaces)) }) == body.count else { return nil }
        let kept = lines.filter { !$0.lowercased().hasPrefix("connection:") }
        return Array((kept.joined(separator: "\r\n") + "\r\n\r\n").utf8) + body
    }
}
