import HTTPTransport
import WireFormats

/// One answer of `/next`, parsed.
struct Invocation: Sendable {
    var requestID: String
    var invocationID: String?
    var deadline: Timestamp
    var invokedFunctionARN: String
    var traceID: String?
    var tenantID: String?
    var clientContext: JSON?
    var cognitoIdentity: CognitoIdentity?
    var event: [UInt8]

    /// What is needed to answer an invocation, whatever else is wrong with it.
    struct Address: Sendable, Hashable {
        var requestID: String
        /// Echoed in the answer, so that Lambda can tell a late one from that of a newer attempt.
        var invocationID: String?
    }

    var address: Address { Address(requestID: requestID, invocationID: invocationID) }

    /// Why the answer is no invocation.
    enum ParseError: Error, Sendable, Hashable {
        /// There is nothing that could be answered.
        case noRequestID
        /// The Runtime API left out or garbled what it always sends.
        case malformed(Address, String)
        /// The caller sent a client context or an identity that is not JSON.
        case invalidContext(Address, String)
    }

    /// - Throws: ``ParseError``; the status has been checked by the client.
    init(_ response: HTTPResponse) throws(ParseError) {
        let headers = response.headers
        guard let requestID = headers.nonEmpty("Lambda-Runtime-Aws-Request-Id") else { throw .noRequestID }
        let address = Address(requestID: requestID, invocationID: headers.nonEmpty("Lambda-Runtime-Invocation-Id"))
        self.requestID = requestID
        invocationID = address.invocationID
        guard let arn = headers.nonEmpty("Lambda-Runtime-Invoked-Function-Arn") else {
            throw .malformed(address, "Lambda-Runtime-Invoked-Function-Arn is missing")
        }
        invokedFunctionARN = arn
        deadline = try Self.deadline(headers, address)
        traceID = headers.nonEmpty("Lambda-Runtime-Trace-Id")
        tenantID = headers.nonEmpty("Lambda-Runtime-Aws-Tenant-Id")
        clientContext = try Self.json("Lambda-Runtime-Client-Context", headers, address)
        cognitoIdentity = try Self.identity(headers, address)
        event = response.body
    }

    private static func deadline(_ headers: HTTPHeaders, _ address: Address) throws(ParseError) -> Timestamp {
        guard let text = headers.nonEmpty("Lambda-Runtime-Deadline-Ms") else {
            throw .malformed(address, "Lambda-Runtime-Deadline-Ms is missing")
        }
        // Up to the end of the year 9999.
        guard let milliseconds = Int64(text), (0...253_402_300_799_999).contains(milliseconds) else {
            throw .malformed(address, "Lambda-Runtime-Deadline-Ms is not a time in milliseconds: \(text)")
        }
        return Timestamp(microseconds: milliseconds * 1000)
    }

    private static func json(
        _ name: String, _ headers: HTTPHeaders, _ address: Address
    ) throws(ParseError) -> JSON? {
        guard let text = headers.nonEmpty(name) else { return nil }
        do {
            let value = try JSON(parsing: text)
            if value.isNull { return Optional.none }
            return value
        } catch {
            throw .invalidContext(address, "\(name) is \(error)")
        }
    }

    private static func identity(
        _ headers: HTTPHeaders, _ address: Address
    ) throws(ParseError) -> CognitoIdentity? {
        let name = "Lambda-Runtime-Cognito-Identity"
        guard let value = try json(name, headers, address) else { return nil }
        let identityID = value["cognitoIdentityId"]?.string ?? ""
        let poolID = value["cognitoIdentityPoolId"]?.string ?? ""
        guard !identityID.isEmpty || !poolID.isEmpty else { return nil }
        return CognitoIdentity(identityID: identityID, identityPoolID: poolID)
    }
}

extension HTTPHeaders {
    fileprivate func nonEmpty(_ name: String) -> String? {
        guard let value = self[name], !value.isEmpty else { return nil }
        return value
    }
}
