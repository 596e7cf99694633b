import Foundation
import JSON
import Testing

/// Values planted where secrets are: none may be seen, wherever the screen goes and whatever it writes.
@Suite(.fewTerminals) struct SecretTests {
  static let planted = [
    "pl4nted-in-password", "pl4nted-in-token", "pl4nted-in-env", "AKIAPL4NTEDINNOTEXXX", "pl4nted-in-output",
    "pl4nted-in-definition",
  ]

  private static let machine = """
    {"StartAt": "Job", "States": {
      "Job": {"Type": "Task", "Resource": "arn:aws:states:::ecs:runTask.sync", "ResultPath": "$.job", "Next": "Keep",
        "Parameters": {"Cluster": "batch", "TaskDefinition": "job", "Overrides": {"ContainerOverrides": [{"Name": "app",
          "Environment": [{"Name": "DB_PASSWORD", "Value": "pl4nted-in-env"}, {"Name": "API_TOKEN", "Value.$": "$.apiToken"}]}]}}},
      "Keep": {"Type": "Pass", "Result": {"secretAccessKey": "pl4nted-in-output"}, "ResultPath": "$.made", "Next": "Ask"},
      "Ask": {"Type": "Task", "Resource": "arn:aws:states:::ecs:runTask.waitForTaskToken", "TimeoutSeconds": 600, "End": true,
        "Parameters": {"Cluster": "batch", "TaskDefinition": "job", "Overrides": {"ContainerOverrides": [{"Name": "app",
          "Environment": [{"Name": "TASK_TOKEN", "Value.$": "$$.Task.Token"}]}]}}}}}
    """
  private static let input = """
    {"login": {"password": "pl4nted-in-password"}, "apiToken": "pl4nted-in-token", "note": "use AKIAPL4NTEDINNOTEXXX please"}
    """
  private static let definitions = """
    [{"family": "job", "cpu": "256", "memory": "512", "containerDefinitions": [{"name": "app", "image": "app", "essential": true,
      "environment": [{"name": "SIGNING_KEY", "value": "pl4nted-in-definition"}]}]}]
    """

  private func arguments(_ folder: TestFolder) throws -> [String] {
    try [
      "run", folder.write("secrets.json", SecretTests.machine), "--input", folder.write("input.json", SecretTests.input),
      "--task-definitions",
      folder.write("definitions.json", SecretTests.definitions),
    ] + Stepscope.fixed
  }

  /// The planted values and the task token of this very run.
  private func secrets(_ folder: TestFolder) async throws -> [String] {
    let run = try await Stepscope.run(try arguments(folder) + ["--output", "events"], in: folder)
    let token = try #require(run.output.firstMatch(of: #/TASK_TOKEN\\",\\"Value\\":\\"([^\\"]{40,})/#)?.1)
    return SecretTests.planted + [String(token.prefix(24)), String(token.suffix(24))]
  }

  private func check(_ text: String, _ secrets: [String], _ place: String) {
    let flat = text.filter { !$0.isWhitespace && $0 != "│" }
    for secret in secrets { #expect(!text.contains(secret) && !flat.contains(secret), "\(secret) is to be seen: \(place)\n\(text)") }
  }

  @Test func linesHoldNone() async throws {
    let folder = try TestFolder()
    let outcome = try await Stepscope.run(try arguments(folder), in: folder)
    #expect(outcome.output.contains("TaskSucceeded"))
    check(outcome.output + outcome.error, try await secrets(folder), "--output lines")
  }

  @Test func plainLinesHoldNone() async throws {
    let folder = try TestFolder()
    let secrets = try await secrets(folder)
    let stepping = String(repeating: "step\noverrides\nwait\ndata\n", count: 30)
    let looking = [
      "go Job", "overrides", "data", "definition", "go Keep", "data", "go Ask", "overrides", "data", "logs", "attempts", "tokens",
    ]
    let commands = stepping + looking.map { $0 + "\n" }.joined()
    let outcome = try await Stepscope.run(try arguments(folder) + ["--step", "--plain"], input: commands, in: folder)
    #expect(outcome.output.contains("TaskSubmitted") && outcome.output.contains("DB_PASSWORD"), "\(outcome)")
    check(outcome.output + outcome.error, secrets, "--plain")
  }

  @Test(.enabled(if: TmuxTerminal.program != nil, Comment(rawValue: TmuxTerminal.skipped)), arguments: [(120, 40), (80, 24), (200, 60)])
  func noScreenShowsOne(_ size: (Int, Int)) async throws {
    let folder = try TestFolder()
    let secrets = try await secrets(folder)
    let terminal = try await TmuxTerminal(size.0, size.1, folder: folder)
    try await terminal.record(to: "bytes")
    try await terminal.run([Stepscope.binary] + arguments(folder) + ["--step"])
    var screen = try await terminal.wait("the run, paused") { $0.contains("PAUSED before") }
    // To the token, then around every place there is; every state's every tab.
    for _ in 0..<60 {
      screen = try await terminal.step(from: screen)
      check(screen.text, secrets, "stepping")
      if screen.text.contains(#/TaskSubmitted +Ask/#) { break }
    }
    var seen: Set<String> = []
    try await terminal.press("1", "g")
    for _ in 0..<3 {
      for _ in 0..<6 {
        try await terminal.press("]")
        screen = try await settled(terminal)
        check(screen.text, secrets, "a tab")
        try await terminal.press("3", "g", "Enter", "j", "Enter", "j", "Enter", "j", "Enter", "G", "Enter")
        screen = try await settled(terminal)
        check(screen.text, secrets, "an unfolded tab")
        seen.insert(screen.text)
        try await terminal.press("1")
      }
      try await terminal.press("j")
    }
    #expect(seen.count > 6)
    for keys in [["2", "g", "Enter"], ["4"], ["t"], ["a"], ["Escape"], ["Escape"], ["!"], ["Escape"]] {
      for key in keys { try await terminal.press(key) }
      check(try await settled(terminal).text, secrets, keys.joined())
    }
    for (kind, file) in [("screen", "screen.txt"), ("screen-svg", "screen.svg"), ("graph-svg", "graph.svg"), ("history", "written.json")] {
      try await terminal.press(":")
      try await terminal.wait("the command line") { $0.footer.contains(":") }
      try await terminal.type("write \(kind) \(file)")
      try await terminal.press("Enter")
      try await terminal.wait("the file \(file)") { _ in folder.read(file).count > 10 }
      check(folder.read(file), secrets, file)
    }
    check(folder.read("bytes"), secrets, "the bytes sent to the terminal")
    kill(try await terminal.child(), SIGSEGV)
    check(try await terminal.waitForExit().screen.text, secrets, "a crash")
  }

  /// The screen when it stands still: two looks that show the same.
  private func settled(_ terminal: TmuxTerminal) async throws -> Screen {
    var last = try await terminal.screen()
    return try await terminal.wait("a screen that stands still") { screen in
      defer { last = screen }
      return screen == last
    }
  }
}
