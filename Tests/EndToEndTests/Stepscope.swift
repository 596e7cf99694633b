import Foundation
import TestSupport

/// The program under test: the debug binary that was built beside these tests.
enum Stepscope {
  static let binary: String = {
    if let named = ProcessInfo.processInfo.environment["STEPSCOPE_BINARY"] { return named }
    let beside = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent().appendingPathComponent("stepscope").path
    return FileManager.default.isExecutableFile(atPath: beside) ? beside : project.appendingPathComponent(".build/debug/stepscope").path
  }()

  /// The project's root folder.
  static let project = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// The arguments that run the project's example, without those that say how.
  static let example: [String] = {
    let folder = project.appendingPathComponent("examples/nightly-report").path
    return [
      "run", folder + "/nightly-report.asl.json", "--input", folder + "/input.json", "--task-definitions",
      folder + "/task-definitions.json",
      "--scenario", folder + "/scenario.yaml", "--name", "nightly-report",
    ]
  }()

  /// What makes a run the same every time.
  static let fixed = ["--clock", "virtual", "--seed", "1", "--start-time", "2026-01-01T00:00:00Z"]

  /// Runs the program without a terminal, to its end.
  /// - Parameter input: what it reads on standard input; empty unless given.
  static func run(_ arguments: [String], input: String = "", in folder: TestFolder) async throws -> Outcome {
    try await Program.run(binary, arguments, input: input, in: folder)
  }
}
