// swift-tools-version:6.2
import PackageDescription

let settings: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
]

let log = Target.Dependency.product(name: "Logging", package: "swift-log")

/// A target of our own, with the settings that all of them share.
func target(_ name: String, _ dependencies: [Target.Dependency] = [], path: String? = nil) -> Target {
    .target(name: name, dependencies: dependencies, path: path, swiftSettings: settings)
}

func executable(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .executableTarget(name: name, dependencies: dependencies, swiftSettings: settings)
}

func tests(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .testTarget(
        name: name + "Tests", dependencies: dependencies + ["TestSupport"], swiftSettings: settings)
}

let package = Package(
    name: "colloquy",
    platforms: [.macOS(.v15)],
    products: [
        .executable(name: "bootstrap", targets: ["bootstrap"]),
        .executable(name: "colloquy", targets: ["colloquy"]),
        // What can be used alone; each has a DocC catalogue.
        .library(name: "LambdaRuntime", targets: ["LambdaRuntime", "HTTPTransport", "WireFormats"]),
        .library(name: "AWSCore", targets: ["AWSCore", "HTTPTransport", "WireFormats"]),
        .library(name: "Tables", targets: ["Tables", "AWSServices", "AWSCore", "HTTPTransport", "WireFormats"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
        .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", exact: "2.28.1"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", exact: "2.13.0"),
    ],
    targets: [
        // C libraries: module maps, and inline shims for their variadic calls.
        .systemLibrary(name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
        .systemLibrary(name: "CCrypto", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
        .systemLibrary(name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
        // Without pkg-config: Debian's file has a flag that SwiftPM warns of at every build, and none that is needed.
        .systemLibrary(name: "CHiredis", providers: [.apt(["libhiredis-dev"])]),

        // What bootstrap is made of, from the bottom up. Arrows go down this list only.
        target("WireFormats"),
        target("Cryptography", ["CCrypto"]),
        target("HTTPTransport", ["CCurl", "WireFormats"]),
        target("LambdaRuntime", ["HTTPTransport", "WireFormats", log]),
        target("AWSCore", ["HTTPTransport", "Cryptography", "WireFormats", log]),
        target("AWSServices", ["AWSCore", "WireFormats"]),
        target("Tables", ["AWSServices", "AWSCore", "HTTPTransport", "CSQLite", "WireFormats"]),
        target("Redis", ["HTTPTransport", "CHiredis", "Cryptography", "WireFormats"]),
        target("Gateway", ["Cryptography", "WireFormats", log]),
        .target(name: "CWebPage"),
        .target(
            name: "WebPage", dependencies: ["CWebPage", "Gateway", "Cryptography", "WireFormats"], exclude: ["page"],
            swiftSettings: settings),
        target(
            "SystemSupport",
            [
                "Tables", "Gateway", "AWSServices", "AWSCore", "HTTPTransport", "Cryptography", "WireFormats", log,
            ]),
        target(
            "ChatSessions",
            [
                "SystemSupport", "Tables", "Gateway", "AWSServices", "AWSCore", "HTTPTransport", "Cryptography",
                "WireFormats", log,
            ]),
        target(
            "Assessments",
            [
                "SystemSupport", "Tables", "Gateway", "AWSServices", "AWSCore", "HTTPTransport", "Cryptography",
                "WireFormats", log,
            ]),
        // What Twilio speaks: signatures, webhooks, TwiML, its REST API.
        target("Twilio", ["Gateway", "HTTPTransport", "Cryptography", "WireFormats"]),
        target(
            "ContextMemory",
            [
                "Redis", "SystemSupport", "Tables", "Gateway", "AWSServices", "HTTPTransport", "Cryptography",
                "WireFormats", log,
            ]),
        target(
            "WebChat", ["SystemSupport", "Tables", "Gateway", "AWSServices", "HTTPTransport", "WireFormats", log]),
        target(
            "WhatsApp",
            [
                "Twilio", "SystemSupport", "Tables", "Gateway", "AWSServices", "HTTPTransport", "Cryptography",
                "WireFormats", log,
            ]),
        target(
            "Application",
            [
                "ChatSessions", "Assessments", "WebChat", "ContextMemory", "WebPage", "WhatsApp", "Twilio",
                "SystemSupport",
                "Gateway", "Redis", "Tables", "AWSServices", "AWSCore", "HTTPTransport",
                "LambdaRuntime",
                "WireFormats", log,
            ]),
        executable("bootstrap", ["Application", "LambdaRuntime", "HTTPTransport"]),

        // The developer's machine.
        .target(name: "CProcess"),
        target(
            "LocalCloud",
            [
                "Twilio", "SystemSupport", "Tables", "AWSServices", "AWSCore", "CProcess", "HTTPTransport",
                "Cryptography", "WireFormats", log,
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ]),
        // What clients need to know of every route.
        target("OpenAPI", ["Gateway", "WireFormats"]),
        executable(
            "colloquy",
            [
                "LocalCloud", "Application", "OpenAPI", "Gateway", "Twilio", "SystemSupport", "HTTPTransport",
                "AWSCore",
                "AWSServices",
                "Tables", "WireFormats", log,
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ]),

        // Colloquy beside its peers, for scripts/bench. Nothing depends on it.
        .executableTarget(
            name: "benchmark",
            dependencies: [
                "Application", "Twilio", "ContextMemory", "Redis", "SystemSupport", "Tables", "Gateway", "AWSServices",
                "AWSCore", "LambdaRuntime", "HTTPTransport", "WireFormats", log,
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            exclude: ["Peers/peer.py"], swiftSettings: settings),

        // All systems under faults, for scripts/soak. Nothing depends on it.
        .executableTarget(
            name: "soak",
            dependencies: [
                "LocalCloud", "Application", "Twilio", "Redis", "SystemSupport", "Tables", "AWSServices", "AWSCore",
                "HTTPTransport", "WireFormats", "SystemTestSupport", "TestSupport", "bootstrap", log,
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            exclude: ["dynamodb.py"], swiftSettings: settings),

        // Tests: real servers started as child processes, on ports the kernel picks.
        target("TestSupport", ["WireFormats"], path: "Tests/TestSupport"),
        target(
            "SystemTestSupport",
            [
                "SystemSupport", "Tables", "Gateway", "AWSServices", "AWSCore", "HTTPTransport", "WireFormats",
                "TestSupport", log,
            ],
            path: "Tests/SystemTestSupport"),
        target(
            "ApplicationTestSupport",
            [
                "Application", "Tables", "LambdaRuntime", "HTTPTransport", "WireFormats", "SystemTestSupport",
                "TestSupport",
                log,
            ],
            path: "Tests/ApplicationTestSupport"),
        tests("WireFormats", ["WireFormats"]),
        tests("Cryptography", ["Cryptography", "CCrypto", "WireFormats"]),
        tests("HTTPTransport", ["HTTPTransport", "WireFormats"]),
        .executableTarget(
            name: "runtime-fixture", dependencies: ["LambdaRuntime", "HTTPTransport", "WireFormats", log],
            path: "Tests/RuntimeFixture", swiftSettings: settings),
        tests("LambdaRuntime", ["LambdaRuntime", "HTTPTransport", "WireFormats", "runtime-fixture", log]),
        tests("AWSCore", ["AWSCore", "HTTPTransport", "WireFormats", log]),
        tests("AWSServices", ["AWSServices", "AWSCore", "HTTPTransport", "WireFormats"]),
        .executableTarget(
            name: "tables-fixture", dependencies: ["Tables", "AWSServices", "WireFormats"],
            path: "Tests/TablesFixture", swiftSettings: settings),
        tests("Tables", ["Tables", "AWSServices", "AWSCore", "HTTPTransport", "WireFormats", "tables-fixture"]),
        tests("Redis", ["Redis", "HTTPTransport", "WireFormats"]),
        tests("Gateway", ["Gateway", "WireFormats", log]),
        tests("WebPage", ["WebPage", "Gateway", "WireFormats", log]),
        tests(
            "SystemSupport",
            [
                "SystemSupport", "SystemTestSupport", "Tables", "Gateway", "AWSServices", "AWSCore", "HTTPTransport",
                "WireFormats", "LocalCloud", log,
            ]),
        tests("Twilio", ["Twilio", "Gateway", "HTTPTransport", "Cryptography", "WireFormats"]),
        tests(
            "ContextMemory",
            [
                "ContextMemory", "Redis", "SystemSupport", "SystemTestSupport", "Tables", "Gateway", "AWSServices",
                "AWSCore", "HTTPTransport", "WireFormats", log,
            ]),
        tests(
            "Assessments",
            [
                "Assessments", "SystemSupport", "SystemTestSupport", "Tables", "Gateway", "AWSServices", "AWSCore",
                "HTTPTransport", "WireFormats", log,
            ]),
        tests(
            "ChatSessions",
            [
                "ChatSessions", "SystemSupport", "SystemTestSupport", "Tables", "Gateway", "AWSServices", "AWSCore",
                "HTTPTransport", "WireFormats", log,
            ]),
        tests(
            "WebChat",
            [
                "WebChat", "SystemSupport", "SystemTestSupport", "Tables", "Gateway", "AWSServices", "AWSCore",
                "HTTPTransport", "WireFormats", log,
            ]),
        tests(
            "WhatsApp",
            [
                "WhatsApp", "Twilio", "LocalCloud", "SystemSupport", "SystemTestSupport", "Tables", "Gateway",
                "AWSServices",
                "AWSCore", "HTTPTransport", "WireFormats", log,
            ]),
        tests(
            "Application",
            [
                "Application", "ApplicationTestSupport", "SystemTestSupport", "ContextMemory", "Twilio", "Redis",
                "Tables", "Gateway", "AWSServices", "LambdaRuntime", "HTTPTransport", "WireFormats", "bootstrap", log,
            ]),
        tests(
            "OpenAPI",
            ["OpenAPI", "ApplicationTestSupport", "Application", "Gateway", "WireFormats", "colloquy", "bootstrap"]),
        // The whole program under attack, by every route and operation that it has.
        tests(
            "Security",
            [
                "Application", "ApplicationTestSupport", "SystemTestSupport", "LocalCloud", "Twilio", "Tables",
                "Gateway", "AWSServices", "AWSCore", "LambdaRuntime", "HTTPTransport", "WireFormats", log,
            ]),
        tests(
            "LocalCloud",
            ["LocalCloud", "Twilio", "Gateway", "AWSCore", "HTTPTransport", "WireFormats", "runtime-fixture", log]),
        tests(
            "Colloquy",
            ["colloquy", "bootstrap", "LocalCloud", "Twilio", "Gateway", "HTTPTransport", "WireFormats", log]),
        .testTarget(
            name: "PageTests", dependencies: ["colloquy", "bootstrap", "TestSupport"], exclude: ["browser"],
            swiftSettings: settings),
        // What takes bytes from strangers, and what must hold of it: for tests, and for the fuzzer.
        target(
            "Fuzzing",
            [
                "Application", "Redis", "Twilio", "SystemSupport", "Tables", "Gateway", "AWSServices", "AWSCore",
                "HTTPTransport", "LambdaRuntime", "WireFormats", log,
            ],
            path: "Tests/Fuzzing"),
        .testTarget(
            name: "FuzzingTests", dependencies: ["Fuzzing", "TestSupport"], exclude: ["regressions"],
            swiftSettings: settings),
        tests("Soak", ["soak", "Tables", "AWSServices", "AWSCore", "HTTPTransport", "WireFormats"]),
        // Of what scripts/package makes; skipped when it has not run.
        tests("Package", ["colloquy", "Application", "LocalCloud", "AWSServices", "WireFormats"]),
        // Of template.yaml: what it deploys is what the code declares.
        tests(
            "Template",
            [
                "colloquy", "bootstrap", "Application", "Assessments", "LocalCloud", "Tables", "Gateway", "AWSServices",
                "AWSCore", "HTTPTransport", "WireFormats", log,
            ]),
    ]
)

// The fuzzer links only with -sanitize=fuzzer: scripts/fuzz asks for it.
if Context.environment["COLLOQUY_FUZZER"] != nil {
    package.targets += [
        .executableTarget(
            name: "fuzz", dependencies: ["Fuzzing"], path: "Tests/Fuzzer", swiftSettings: settings)
    ]
}
