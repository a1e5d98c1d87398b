import AWSCore
import AWSServices
public import HTTPTransport
import SystemSupport
import WireFormats

/// Settings whose value is kept elsewhere: `secretsmanager:NAME` (or an ARN) and `ssm:NAME`.
public enum SecretReferences {
    private enum Reference {
        case secret(String)
        case parameter(String)

        init?(_ value: String) {
            let value = value.trimmed
            if let name = value.suffix(after: "secretsmanager:") {
                self = .secret(name)
            } else if let name = value.suffix(after: "ssm:") {
                self = .parameter(name)
            } else {
                return nil
            }
        }
    }

    /// The environment with every reference replaced by what it refers to. Fetched once, at start: a value that is
    /// rotated is seen by the next process. Without references nothing is called.
    ///
    /// - Throws: ``ConfigurationError`` that names the variable, without the value.
    public static func resolved(
        _ environment: [String: String], transport: any HTTPSending,
        sleep: @escaping @Sendable (Duration) async throws -> Void
    ) async throws(ConfigurationError) -> [String: String] {
        let references = environment.compactMapValues(Reference.init).sorted { $0.key < $1.key }
        guard !references.isEmpty else { return environment }
        let context = Result { () throws(AWSError) in
            try AWSContext(environment: environment, transport: transport, clock: SystemClock.now, sleep: sleep)
        }
        var resolved = environment
        for (variable, reference) in references {
            do {
                let context = try context.get()
                resolved[variable] =
                    switch reference {
                    case .secret(let name): try await SecretsManagerClient(context).secretString(name)
                    case .parameter(let name): try await SSMClient(context).parameter(name)
                    }
            } catch {
                throw ConfigurationError(variable: variable, message: "its value could not be fetched: \(error)")
            }
        }
        return resolved
    }
}

extension String {
    /// What follows `prefix`, if there is anything.
    fileprivate func suffix(after prefix: String) -> String? {
        hasPrefix(prefix) && utf8.count > prefix.utf8.count ? String(dropFirst(prefix.count)) : nil
    }
}
