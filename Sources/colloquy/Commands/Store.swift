import ArgumentParser

/// A storage engine, as `COLLOQUY_STORE` names it.
enum Store: Hashable, ExpressibleByArgument {
    case sqlite(path: String)
    case dynamoDB

    init?(argument: String) {
        if argument == "dynamodb" {
            self = .dynamoDB
        } else if argument.hasPrefix("sqlite:"), argument.count > "sqlite:".count {
            self = .sqlite(path: String(argument.dropFirst("sqlite:".count)))
        } else {
            return nil
        }
    }
}
