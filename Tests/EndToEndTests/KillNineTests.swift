import Testing

@Suite("serve outlives its process")
struct KillNineTests {
  @Test(
    "Ended at random moments under load, it loses nothing that was told, doubles nothing, and goes on",
    .enabled(if: Program.find("python3") != nil, Comment(rawValue: "python3 is not installed")))
  func kills() async throws {
    let folder = try TestFolder()
    let script = Stepscope.project.appendingPathComponent("scripts/kill-nine").path
    let outcome = try await Program.run(script, [Stepscope.binary, "--rounds", "10", "--open", "30"], in: folder)
    #expect(outcome.status == 0, "\(outcome)")
    #expect(outcome.output.contains("11 kills"), "\(outcome)")
  }
}
