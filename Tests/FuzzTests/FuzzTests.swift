import Fuzz
import Testing

/// A short round of what `make fuzz` does for long.
@Suite struct FuzzTests {
  @Test(arguments: FuzzTargets.all(FuzzSeeds()).map(\.name)) func nothingGoesWrong(name: String) async throws {
    let target = try #require(FuzzTargets.all(FuzzSeeds()).first { $0.name == name })
    let summary = await FuzzSession(target, seed: 1).run(seconds: 5, inputs: name == "runs" ? 150 : 1_500)
    #expect(summary.problems.isEmpty, "\(summary.problems.joined(separator: "\n"))")
    #expect(summary.inputs > 50)
  }

  @Test(arguments: FuzzTargets.all(FuzzSeeds()).map(\.name)) func aSeedMakesTheSameInput(name: String) throws {
    let target = try #require(FuzzTargets.all(FuzzSeeds()).first { $0.name == name })
    #expect((0..<50).allSatisfy { target.input(seed: $0) == target.input(seed: $0) })
    #expect(Set((0..<50).map { target.input(seed: $0) }).count > 20)
  }
}
