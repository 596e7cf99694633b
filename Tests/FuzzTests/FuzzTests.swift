import Fuzz
import Testing

/// A short round of what `make fuzz` does for long.
@Suite struct FuzzTests {
  @Test(arguments: FuzzTargets.all(FuzzSeeds()).map(\.name)) func nothingGoesWrong(name: String) async throws {
    let target = try #require(FuzzTargets.all(FuzzSeeds()).first { $0.name == name })
    // The time is only a guard: the round is as long as its inputs are many.
    let inputs = name == "runs" ? 60 : 500
    let summary = await FuzzSession(target, seed: 1).run(seconds: 1_200, inputs: inputs)
    #expect(summary.problems.isEmpty, "\(summary.problems.joined(separator: "\n"))")
    #expect(summary.inputs == inputs)
  }

  @Test(arguments: FuzzTargets.all(FuzzSeeds()).map(\.name)) func aSeedMakesTheSameInput(name: String) throws {
    let target = try #require(FuzzTargets.all(FuzzSeeds()).first { $0.name == name })
    #expect((0..<50).allSatisfy { target.input(seed: $0) == target.input(seed: $0) })
    #expect(Set((0..<50).map { target.input(seed: $0) }).count > 20)
  }
}
