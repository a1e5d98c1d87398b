import WireFormats

/// An error in the form that Lambda takes: the body of `/error` and `/init/error`, and their header.
struct ErrorReport: Sendable, Hashable {
    let errorType: String
    let errorMessage: String
    let stackTrace: [String]

    /// The message is cut off behind so many bytes: neither the report nor the line in the log may be too large.
    static let maximumMessageSize = 128 << 10

    init(errorType: String, errorMessage: String, stackTrace: [String] = []) {
        self.errorType = Self.truncated(errorType, to: 256)
        self.errorMessage = Self.truncated(errorMessage, to: Self.maximumMessageSize)
        self.stackTrace = stackTrace.prefix(100).map { Self.truncated($0, to: 1024) }
    }

    init(_ error: any Error) {
        if let error = error as? any LambdaReportableError {
            self.init(errorType: error.errorType, errorMessage: error.errorMessage, stackTrace: error.stackTrace)
        } else {
            self.init(errorType: Self.name(of: error), errorMessage: String(describing: error))
        }
    }

    /// An error of the handler's set-up: `Runtime.InitError`, unless it names itself.
    static func initialization(_ error: any Error) -> ErrorReport {
        let report = ErrorReport(error)
        if error is any LambdaReportableError { return report }
        return ErrorReport(
            errorType: "Runtime.InitError", errorMessage: "\(report.errorType): \(report.errorMessage)")
    }

    /// The type's own name, without the arguments of a generic type.
    private static func name(of error: any Error) -> String {
        String(String(describing: type(of: error)).prefix { $0 != "<" })
    }

    /// The body as the managed runtimes write it. `requestID` is `nil` before the first invocation.
    func body(requestID: String?) -> [UInt8] {
        var object: JSONObject = [
            "errorType": .string(errorType),
            "errorMessage": .string(errorMessage),
        ]
        if let requestID { object["requestId"] = .string(requestID) }
        object["stackTrace"] = .array(stackTrace.map(JSON.string))
        return object.serialized()
    }

    private static func truncated(_ text: String, to size: Int) -> String {
        guard text.utf8.count > size else { return text }
        var end = text.utf8.index(text.utf8.startIndex, offsetBy: size)
        while String.Index(end, within: text.unicodeScalars) == nil { end = text.utf8.index(before: end) }
        return String(text.unicodeScalars[..<end]) + "…"
    }

    /// `Lambda-Runtime-Function-Error-Type`. Lambda keeps what matches `(Runtime|Function)\.[A-Z][a-zA-Z]+` and replaces
    /// everything else by `Runtime.Unknown` (source: `fatalerror.go` of AWS's Runtime Interface Emulator), so other names
    /// are brought into that form: `session-not-found` is sent as `Function.SessionNotFound`.
    var headerValue: String {
        for prefix in ["Runtime.", "Function."] where errorType.hasPrefix(prefix) {
            let word = errorType.utf8.dropFirst(prefix.utf8.count)
            if Self.isKept(word) { return errorType }
            return prefix + Self.word(from: word)
        }
        return "Function." + Self.word(from: errorType.utf8[...])
    }

    private static func isKept(_ word: Substring.UTF8View) -> Bool {
        word.count >= 2 && word.first.map(isUpper) == true && word.allSatisfy(isLetter)
    }

    private static func word(from text: Substring.UTF8View) -> String {
        var word: [UInt8] = []
        var startsWord = true
        for byte in text.prefix(200) {
            guard isLetter(byte) else {
                startsWord = true
                continue
            }
            word.append(startsWord ? byte & 0xDF : byte)
            startsWord = false
        }
        return word.count >= 2 ? String(decoding: word, as: UTF8.self) : "Unknown"
    }

    private static func isUpper(_ byte: UInt8) -> Bool { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) }

    private static func isLetter(_ byte: UInt8) -> Bool { isUpper(byte & 0xDF) }
}
