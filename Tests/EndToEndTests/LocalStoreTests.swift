import Testing

@Suite("The local store from the command line")
struct LocalStoreTests {
  @Test("Without a store browse --local and prune say where there is none")
  func none() async throws {
    let folder = try TestFolder()
    for arguments in [["browse", "--local", "--headless", "--data", "none"], ["prune", "--older-than", "30d", "--data", "none"]] {
      let outcome = try await Stepscope.run(arguments, in: folder)
      #expect(outcome.status == 3)
      #expect(outcome.error == "error: There is no store in none yet; stepscope serve makes one.\n")
    }
  }

  @Test("A file that is no store is left as it is")
  func foreign() async throws {
    let folder = try TestFolder()
    let made = try await Program.run("/bin/sh", ["-c", "mkdir s && yes no database | head -c 20000 > s/stepscope.db"], in: folder)
    #expect(made.status == 0)
    let outcome = try await Stepscope.run(["prune", "--older-than", "30d", "--data", "s"], in: folder)
    #expect(outcome.status == 3)
    #expect(
      outcome.error == "error: The store s/stepscope.db is no database of Stepscope's and is left as it is; move it away, or name another "
        + "folder with --data DIR.\n")
  }

  @Test("An age that is none is a usage error")
  func age() async throws {
    let outcome = try await Stepscope.run(["prune", "--older-than", "long"], in: try TestFolder())
    #expect(outcome.status == 2)
  }
}
