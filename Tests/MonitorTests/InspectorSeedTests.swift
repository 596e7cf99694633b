import Canvas
import ExecutionSource
import StatesLanguage
import TestSupport
import Testing

@testable import Monitor

/// The seed machines of the corpus, as the inspector shows them.
@Suite("Inspector on the seed machines", .enabled(if: Corpus.isThere, Comment(rawValue: Corpus.skipped)))
struct InspectorSeedTests {
  static let state = "Run an ECS Task and wait for it to complete"

  static func text(_ file: String) throws -> String { String(decoding: try Corpus.bytes("seed/" + file), as: UTF8.self) }

  func ready(_ definition: String) async throws -> InspectorProbe {
    let run = try InspectorRun(definition, input: try Self.text("run-and-wait.input.json"), file: "run-and-wait.asl.json")
    return try await run.step(to: .ready, in: Self.state)
  }

  @Test("At the ready stop the overrides show the commands and where they come from", arguments: [80, 60, 45, 40])
  func commands(width: Int) async throws {
    let lines = try await ready(Self.text("run-and-wait.asl.json")).lines(OverridesTab(), Self.state, width: width)
    print(lines.joined(separator: "\n"))
    #expect(lines[0].hasPrefix("‖ before sending"))
  }
}
