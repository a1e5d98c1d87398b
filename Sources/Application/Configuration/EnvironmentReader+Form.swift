import SystemSupport
import WireFormats

/// What is wrong with a value by its form alone, whichever system it is for: found at start, where its variable can be named.
extension EnvironmentReader {
    /// Looks for what copying and secret stores add to values: quotation marks, the other members of a secret, line breaks.
    ///
    /// - Throws: ``ConfigurationError`` that names the variable and never quotes its value.
    func checkForms(of settings: [Setting] = Setting.allCases) throws(ConfigurationError) {
        for setting in settings {
            guard let value = given(setting) else { continue }
            switch setting.form {
            case .anything: continue
            case .text, .word:
                guard !Self.isQuoted(value) else {
                    throw ConfigurationError(setting, "must not stand in quotation marks; take them off")
                }
                guard !value.hasPrefix("{") || (try? JSON(parsing: value))?.object == nil else {
                    throw ConfigurationError(
                        setting,
                        "must not be a JSON object; store the value alone, as plain text and not as key/value pairs")
                }
            }
            if setting.form == .word, !value.unicodeScalars.allSatisfy({ $0.value > 0x20 && $0.value != 0x7F }) {
                throw ConfigurationError(setting, "must not have blanks, line breaks or control characters in it")
            }
        }
    }

    /// - Throws: ``ConfigurationError`` for a table or a bucket that cannot be called so.
    func checkNames() throws(ConfigurationError) {
        for setting in Setting.tables {
            guard let name = given(setting), !Self.isTable(name) else { continue }
            throw ConfigurationError(
                setting, "must be a table's name of 3 to 255 letters, digits and _.- or its ARN, not \"\(name)\"")
        }
        // Buckets that were made in us-east-1 before 2018 may have capitals and underscores (S3 User Guide, "Naming rules").
        for setting in [Setting.downloadBucket, .artifactsBucket, .templatesBucket] {
            guard let name = given(setting), !Self.isName(name) else { continue }
            throw ConfigurationError(
                setting,
                "must be a bucket's name alone, of at least 3 letters, digits, dots and hyphens, not \"\(name)\"")
        }
    }

    private static func isQuoted(_ value: String) -> Bool {
        guard value.utf8.count > 1, let first = value.utf8.first, first == value.utf8.last else { return false }
        return first == UInt8(ascii: "\"") || first == UInt8(ascii: "'")
    }

    /// Source: DynamoDB Developer Guide, "Naming rules", and the API's `TableName`, which takes ARNs since 2024.
    private static func isTable(_ name: String) -> Bool {
        if name.hasPrefix("arn:") { return name.contains(bytesOf: ":table/") }
        return isName(name)
    }

    /// 3 to 255 letters, digits and `_.-`.
    private static func isName(_ name: String) -> Bool {
        (3...255).contains(name.utf8.count)
            && name.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: "-"):
                    true
                default: false
                }
            }
    }
}

extension Setting {
    fileprivate enum Form {
        /// Any bytes may be meant.
        case anything
        /// One thing, which may have blanks in it.
        case text
        /// One thing without blanks: a name, a number, a URL, a token.
        case word
    }

    fileprivate var form: Form {
        switch self {
        // A key is used as it is: one with quotation marks is as good as any, and cursors in use are signed with it.
        case .systemPrompt, .cursorKey: .anything
        case .store, .adminGroup, .staffGroup, .userClaim, .groupsClaim, .allowedOrigins, .metricsNamespace,
            .redisPassword, .oidcOrigins:
            .text
        default: .word
        }
    }
}
