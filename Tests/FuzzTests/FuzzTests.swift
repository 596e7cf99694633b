import Fuzz
import Testing

/// A short round of what `make fuzz` does for long.
@Suite struct FuzzTests {
  /// How many inputs each target gets: what a second or two hold.
  static let rounds = [("json", 200), ("jsonpath", 1_000), ("intrinsics", 1_000), ("definitions", 200), ("runs", 50), ("jsonata", 600)]

  @Test(arguments: rounds) func nothingGoesWrong(name: String, inputs: Int) async throws {
    let target = try #require(FuzzTargets.all(FuzzSeeds()).first { $0.name == name })
    let summary = await FuzzSession(target, seed: 1).run(inputs: inputs)
    #expect(summary.problems.isEmpty, "\(summary.problems.joined(separator: "\n"))")
    #expect(summary.inputs == inputs)
  }

  @Test func everyTargetHasARound() {
    #expect(FuzzTests.rounds.map(\.0) == FuzzTargets.all(FuzzSeeds()).map(\.name))
  }

  @Test(arguments: FuzzTargets.all(FuzzSeeds()).map(\.name)) func aSeedMakesTheSameInput(name: String) throws {
    let target = try #require(FuzzTargets.all(FuzzSeeds()).first { $0.name == name })
    #expect((0..<50).allSatisfy { target.input(seed: $0) == target.input(seed: $0) })
    #expect(Set((0..<50).map { target.input(seed: $0) }).count > 20)
  }
}
