// swift-tools-version: 6.2
import PackageDescription

/// Settings every target shares: Swift 6 mode comes with the tools version; a warning is an error.
let strict: [SwiftSetting] = [.treatAllWarnings(as: .error)]

/// A library target of the house; `docs/architecture.md` lists the floors, and each target names only targets of the floors below it.
func floor(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
  .target(name: name, dependencies: dependencies, swiftSettings: strict)
}

func tests(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
  .testTarget(name: name, dependencies: dependencies, swiftSettings: strict)
}

let yams: Target.Dependency = .product(name: "Yams", package: "Yams")
let crypto: Target.Dependency = .product(name: "Crypto", package: "swift-crypto")
let nio: [Target.Dependency] = ["NIOCore", "NIOPosix", "NIOHTTP1"].map { .product(name: $0, package: "swift-nio") }
let grdb: Target.Dependency = .product(name: "GRDB", package: "GRDB.swift")
let argumentParser: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")

let package = Package(
  name: "stepscope",
  platforms: [.macOS(.v15)],
  products: [.executable(name: "stepscope", targets: ["stepscope"])],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
    .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
  ],
  targets: [
    // Floor 0
    floor("JSON"),
    floor("Time"),
    floor("Canvas"),
    .target(
      name: "CTerminal",
      linkerSettings: [
        .linkedLibrary("ncursesw"), .linkedLibrary("tinfo", .when(platforms: [.linux])),
      ]),
    .target(name: "CTransport", linkerSettings: [.linkedLibrary("dl", .when(platforms: [.linux]))]),
    floor("HTTP", ["CTransport"]),
    // Floor 1
    floor("JSONPath", ["JSON"]),
    floor("JSONata", ["JSON"]),
    floor("ECSModel", ["JSON", "Time", "Canvas"]),
    .target(
      name: "Themes", dependencies: ["Canvas", yams],
      // `Bundled` is a link to the root's `themes/`, so that the files users copy are the files the program carries.
      resources: [.embedInCode("Bundled")],
      swiftSettings: strict),
    floor("AWS", ["JSON", "Time", "Canvas", "HTTP", crypto]),
    // Floor 2
    floor("Intrinsics", ["JSON", "JSONPath", "JSONata", crypto]),
    floor("History", ["JSON", "Time", "Canvas"]),
    floor("GraphLayout"),
    floor("HTTPServer", ["HTTP"] + nio),
    floor("Store", ["JSON", "Time", grdb]),
    // Floor 3
    floor("StatesLanguage", ["JSON", "Time", "JSONPath", "JSONata", "Intrinsics", yams]),
    // Floor 4
    floor("DataFlow", ["JSON", "Time", "JSONPath", "JSONata", "Intrinsics", "StatesLanguage"]),
    floor("StateGraph", ["JSON", "StatesLanguage", "GraphLayout", "Canvas"]),
    floor("ExecutionSource", ["JSON", "Time", "Canvas", "StatesLanguage", "History", "ECSModel"]),
    // Floor 5
    floor("Engine", ["JSON", "Time", "JSONPath", "StatesLanguage", "History", "DataFlow", crypto]),
    // Floor 6
    floor("Tasks", ["JSON", "Time", "ECSModel", "Engine", yams]),
    // Floor 7
    floor(
      "Embedded", ["JSON", "Canvas", "Time", "DataFlow", "StatesLanguage", "History", "ECSModel", "Engine", "Tasks", "ExecutionSource"]),
    floor("Remote", ["JSON", "Time", "Canvas", "StatesLanguage", "History", "ECSModel", "AWS", "HTTP", "ExecutionSource"]),
    floor("Recorded", ["Time", "StatesLanguage", "History", "ECSModel", "ExecutionSource"]),
    // Floor 8
    floor(
      "Hosting",
      [
        "JSON", "Time", "DataFlow", "StatesLanguage", "History", "ECSModel", "Engine", "Tasks", "Embedded", "ExecutionSource", "Store",
      ]),
    floor(
      "Monitor",
      [
        "JSON", "Time", "Canvas", "Themes", "DataFlow", "StatesLanguage", "History", "ECSModel", "StateGraph", "ExecutionSource",
      ]),
    floor("Terminal", ["Canvas", "CTerminal"]),
    // Floor 9
    floor(
      "Emulator",
      ["JSON", "Time", "StatesLanguage", "History", "Engine", "Tasks", "AWS", "HTTP", "HTTPServer", "Hosting", "ExecutionSource"]),
    // Floor 10
    .executableTarget(
      name: "stepscope",
      dependencies: [
        "JSON", "JSONPath", "JSONata", "Intrinsics", "Time", "Canvas", "Themes", "StatesLanguage", "History", "ECSModel", "Engine",
        "StateGraph", "Tasks", "ExecutionSource", "Embedded", "Remote", "Recorded", "Hosting", "Store", "Emulator", "AWS", "HTTP",
        "HTTPServer", "Monitor", "Terminal", argumentParser,
      ],
      swiftSettings: strict),
    // What `scripts/bench-jsonata` measures; nothing else uses it.
    .executableTarget(name: "jsonata-bench", dependencies: ["JSON", "JSONata"], swiftSettings: strict),
    // What `scripts/bench-engine` measures; nothing else uses it.
    .executableTarget(
      name: "engine-bench", dependencies: ["Time", "StatesLanguage", "History", "Engine", "Tasks", "ExecutionSource", "Embedded"],
      swiftSettings: strict),
    // The recorded corpus, run in-process: `make conformance` prints the table, `ConformanceTests` asserts it.
    .target(
      name: "Conformance",
      dependencies: [
        "JSON", "JSONPath", "Time", "StatesLanguage", "History", "Engine", "Tasks", "Embedded", "Emulator", "TestSupport",
      ], path: "Tests/Conformance", swiftSettings: strict),
    .executableTarget(
      name: "conformance-table", dependencies: ["Conformance"], path: "Tests/ConformanceCommand", swiftSettings: strict),
    // Inputs made by chance for everything that reads text, and whole runs: `make fuzz` for long, `FuzzTests` a short round.
    .target(
      name: "Fuzz",
      dependencies: [
        "JSON", "Time", "JSONPath", "JSONata", "Intrinsics", "StatesLanguage", "History", "Engine", "Tasks", "Embedded", "TestSupport",
      ], path: "Tests/Fuzz", swiftSettings: strict),
    .executableTarget(name: "fuzz-run", dependencies: ["Fuzz"], path: "Tests/FuzzCommand", swiftSettings: strict),
    // Tests
    .target(name: "TestSupport", dependencies: ["JSON", "Canvas"], path: "Tests/TestSupport", swiftSettings: strict),
    tests("JSONTests", ["JSON"]),
    tests("TimeTests", ["Time"]),
    tests("CanvasTests", ["Canvas", "Themes"]),
    tests("JSONataTests", ["JSON", "JSONata", "TestSupport"]),
    tests("JSONPathTests", ["JSON", "Time", "JSONPath", "JSONata", "Intrinsics", "DataFlow", "StatesLanguage", "TestSupport"]),
    tests("StatesLanguageTests", ["JSON", "StatesLanguage", "TestSupport"]),
    tests("HistoryTests", ["JSON", "Time", "History", "Recorded", "ExecutionSource", "StatesLanguage", "TestSupport"]),
    tests("GraphTests", ["JSON", "Time", "GraphLayout", "StateGraph", "StatesLanguage", "Canvas", "TestSupport"]),
    tests("EngineTests", ["JSON", "Time", "Engine", "History", "StatesLanguage", "Fuzz"]),
    tests("TasksTests", ["JSON", "Time", "ECSModel", "StatesLanguage", "Engine", "Tasks", "TestSupport"]),
    tests(
      "EmbeddedTests",
      ["JSON", "Time", "DataFlow", "Embedded", "Engine", "Tasks", "History", "StatesLanguage", "ExecutionSource"]),
    tests(
      "RemoteTests", ["JSON", "Time", "HTTP", "ECSModel", "AWS", "Remote", "History", "ExecutionSource", "StatesLanguage", "TestSupport"]),
    tests(
      "MonitorTests",
      [
        "JSON", "Time", "Canvas", "Themes", "DataFlow", "Monitor", "ExecutionSource", "History", "ECSModel", "StatesLanguage", "StateGraph",
        "Embedded",
        "Engine", "Tasks", "TestSupport",
      ]),
    tests("StoreTests", ["JSON", "Time", "Store", grdb]),
    tests(
      "HostingTests",
      [
        "JSON", "Time", "DataFlow", "StatesLanguage", "History", "Engine", "Tasks", "Embedded", "ExecutionSource", "Store", "Hosting",
        "TestSupport", grdb,
      ]),
    tests(
      "EmulatorTests",
      [
        "JSON", "Time", "StatesLanguage", "History", "Engine", "Tasks", "Embedded", "AWS", "HTTP", "HTTPServer", "Store", "Hosting",
        "Emulator",
        "ExecutionSource", "TestSupport",
      ]),
    tests("ConformanceTests", ["Conformance", "TestSupport"]),
    tests("FuzzTests", ["Fuzz"]),
    tests("TerminalTests", ["Canvas", "Terminal"]),
    tests("EndToEndTests", ["JSON", "TestSupport"]),
  ]
)
