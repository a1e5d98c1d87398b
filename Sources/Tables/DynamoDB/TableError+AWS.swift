import AWSCore
import AWSServices
import WireFormats

/// DynamoDB's exceptions, and the ways not to reach it, as table errors.
extension TableError {
    /// - Parameter isWrite: whether the call could change anything.
    init(_ error: AWSError, isWrite: Bool) {
        // A transaction carries a token, so that a repeat cannot fail because of its own first attempt. Of every other
        // write nothing is certain once an answer was lost: not even that a failed condition was not its own work.
        let isCertain = !isWrite || !error.mayHaveTakenEffect
        switch (error.code, error.serviceCode) {
        case (_, "TransactionCanceledException"):
            self = .cancelled(Self.reasons(error))
        case _ where !isCertain:
            self.init(.unavailable(mayHaveWritten: true), error.description)
        case (.credentials, _):
            self.init(.denied, error.description)
        case (.service, let name?):
            self.init(Self.code(name, error), error.description)
        default:
            self.init(.unavailable(mayHaveWritten: false), error.description)
        }
    }

    private static func code(_ name: String, _ error: AWSError) -> Code {
        switch name {
        case "ConditionalCheckFailedException":
            return .conditionFailed(existing: error.existingItem)
        case "ResourceNotFoundException":
            return .notFound
        case "ValidationException":
            if error.message.contains(bytesOf: "Item size") { return .itemTooLarge }
            // "The table does not have the specified index: …"
            if error.message.contains(bytesOf: "does not have the specified index") { return .notFound }
            return .invalid
        case "IdempotentParameterMismatchException", "SerializationException":
            return .invalid
        case "AccessDeniedException", "AccessDenied", "UnrecognizedClientException", "InvalidSignatureException",
            "IncompleteSignatureException", "MissingAuthenticationTokenException", "ExpiredTokenException",
            "InvalidClientTokenId", "SignatureDoesNotMatch":
            return .denied
        default:
            return error.status == 401 || error.status == 403 ? .denied : .unavailable(mayHaveWritten: false)
        }
    }

    private static func reasons(_ error: AWSError) -> [CancellationReason?] {
        (error.body?["CancellationReasons"]?.array ?? []).map { reason in
            let message = reason["Message"]?.string ?? ""
            switch reason["Code"]?.string {
            case nil, "None": return nil
            case "ConditionalCheckFailed": return .conditionFailed(existing: AWSError.item(reason["Item"]))
            case "TransactionConflict": return .conflict
            case "ItemCollectionSizeLimitExceeded": return .itemTooLarge
            case "ValidationError" where message.contains(bytesOf: "Item size"): return .itemTooLarge
            case "ThrottlingError", "ProvisionedThroughputExceeded": return .throttled
            case let code?: return .other(message.isEmpty ? code : "\(code): \(message)")
            }
        }
    }
}

extension AWSError {
    /// What was there when a condition failed (`ReturnValuesOnConditionCheckFailure`).
    var existingItem: AWSServices.Item? { Self.item(body?["Item"]) }

    static func item(_ json: JSON?) -> AWSServices.Item? {
        guard let item = json.flatMap({ try? Item(json: $0) }), !item.isEmpty else { return nil }
        return item
    }
}
