import Logging
import Testing

@testable import LambdaRuntime

struct LogConfigurationTests {
    @Test(
        "the format is read in any case",
        arguments: [
            ("json", LogConfiguration.Format.json), ("JSON", .json), ("Json", .json), ("Text", .text), ("text", .text),
            ("", .text),
        ])
    func format(value: String, format: LogConfiguration.Format) {
        #expect(LogConfiguration(environment: ["AWS_LAMBDA_LOG_FORMAT": value]) == LogConfiguration(format: format))
    }

    @Test(
        "all of Lambda's levels are read in any case",
        arguments: [
            ("TRACE", Logger.Level.trace), ("DEBUG", .debug), ("INFO", .info), ("WARN", .warning), ("ERROR", .error),
            ("FATAL", .critical), ("debug", .debug), ("Warn", .warning), ("", .info),
        ])
    func level(value: String, level: Logger.Level) {
        #expect(LogConfiguration(environment: ["AWS_LAMBDA_LOG_LEVEL": value]) == LogConfiguration(level: level))
    }

    @Test("without variables it is text from info on")
    func defaults() {
        #expect(LogConfiguration(environment: [:]) == LogConfiguration(format: .text, level: .info))
    }

    @Test("a value that means nothing leaves the default and is named")
    func unrecognized() {
        let configuration = LogConfiguration(
            environment: ["AWS_LAMBDA_LOG_FORMAT": "xml", "AWS_LAMBDA_LOG_LEVEL": "loud"])
        #expect(configuration.format == .text)
        #expect(configuration.level == .info)
        #expect(configuration.unrecognizedVariables == ["AWS_LAMBDA_LOG_FORMAT", "AWS_LAMBDA_LOG_LEVEL"])
    }

    @Test("the service is Powertools' variable, else the function's name")
    func service() {
        let both = ["POWERTOOLS_SERVICE_NAME": "chat", "AWS_LAMBDA_FUNCTION_NAME": "f"]
        #expect(LogConfiguration(environment: both).service == "chat")
        #expect(LogConfiguration(environment: ["AWS_LAMBDA_FUNCTION_NAME": "f"]).service == "f")
    }
}
