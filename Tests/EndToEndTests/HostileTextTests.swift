import Testing

/// Names and data that carry control sequences: nothing of them reaches the terminal as such.
@Suite(.enabled(if: TmuxTerminal.program != nil, Comment(rawValue: TmuxTerminal.skipped)), .fewTerminals)
struct HostileTextTests {
  private static let clipboard = #"\u001b]52;c;cG93bmVk\u0007"#
  private static let machine = """
    {"Comment": "\\u001bc", "StartAt": "A\(clipboard)", "States": {
      "A\(clipboard)": {"Type": "Pass",
        "Result": {"\\u001bcreset": "\\u001b[2J\\u009b31m", "turn\\u202e": "txt\\u2066", "line\\nbreak": "a\\rb\\u0000c"},
        "Next": "\\u001bc作業\\u202eevil\\n👩‍👩‍👧 e\\u0301"},
      "\\u001bc作業\\u202eevil\\n👩‍👩‍👧 e\\u0301": {"Type": "Task", "Resource": "arn:aws:states:::ecs:runTask.sync", "Next": "Fail\\u007f",
        "Parameters": {"Cluster": "b\\u001b]0;title\\u0007", "TaskDefinition": "job", "Overrides": {"ContainerOverrides": [
          {"Name": "c\(clipboard)", "Command": ["\\u001bPq\\u001b\\\\", "\\u202e", "作"]}]}}},
      "Fail\\u007f": {"Type": "Fail", "Error": "E\\u001b[?1049l", "Cause": "\\u001b]52;c;AAAA\\u001b\\\\ \\u0085 \\u200b"}}}
    """

  /// What a terminal would obey or be confused by.
  private static let forbidden = [
    "\u{1b}]52", "\u{1b}c", "\u{1b}[2J\u{9b}", "\u{9b}", "\u{1b}]0;title", "\u{1b}Pq", "\u{202e}", "\u{2066}", "\u{85}", "cG93bmVk\u{7}",
  ]

  private static func controls(_ text: String) -> [Unicode.Scalar] {
    text.unicodeScalars.filter { $0 != "\n" && ($0.value < 0x20 || (0x7f..<0xa0).contains($0.value)) }
  }

  @Test(arguments: [(80, 24), (120, 40), (200, 60)]) func theScreenSendsNoneOfIt(_ size: (Int, Int)) async throws {
    let folder = try TestFolder()
    let terminal = try await TmuxTerminal(size.0, size.1, folder: folder)
    let machine = try folder.write("hostile.json", HostileTextTests.machine)
    // Only what the program itself writes is recorded: the shell's own lines come before and after.
    try await terminal.record(to: "bytes")
    let input = #"{"x\u001bc": "\u001b]52;c;QQ==\u0007"}"#
    try await terminal.run([Stepscope.binary, "run", machine, "--input-json", input] + Stepscope.fixed + ["--step"])
    try await terminal.wait("the run, paused") { $0.contains("PAUSED before") }
    var screen = try await terminal.screen()
    for _ in 0..<40 where !screen.header.contains("FAILED") {
      screen = try await terminal.step(from: screen)
    }
    #expect(screen.header.contains("FAILED"))
    let keys = "1 g ] ] ] ] ] 3 g Enter j Enter 2 G Enter 4 ! Escape ?"
    for key in keys.split(separator: " ") { try await terminal.press(String(key)) }
    try await terminal.wait("help") { $0.contains("─ Help ─") }
    let bytes = folder.read("bytes")
    #expect(bytes.contains("PAUSED"))
    for sequence in HostileTextTests.forbidden {
      #expect(!bytes.contains(sequence), "\(String(reflecting: sequence)) was sent")
    }
    #expect(try await terminal.state("#{alternate_on}") == "1")
  }

  /// JSON keeps what it holds, escaped.
  @Test(arguments: ["lines", "result", "describe", "events", "history"])
  func outputsHoldNoControlCharacters(_ output: String) async throws {
    let folder = try TestFolder()
    let machine = try folder.write("hostile.json", HostileTextTests.machine)
    let outcome = try await Stepscope.run(["run", machine, "--output", output] + Stepscope.fixed, in: folder)
    #expect(outcome.status == 1, "\(outcome)")
    let controls = HostileTextTests.controls(outcome.output + outcome.error)
    #expect(controls.isEmpty, "\(controls) \(outcome)")
  }

  @Test func diagnosticsAndGraphsHoldNone() async throws {
    let folder = try TestFolder()
    let machine = try folder.write("hostile.json", HostileTextTests.machine)
    for arguments in [["validate", machine], ["graph", machine], ["graph", machine, "--output", "svg"], ["permissions", machine]] {
      let outcome = try await Stepscope.run(arguments, in: folder)
      #expect(!outcome.output.isEmpty || arguments[0] == "validate", "\(outcome)")
      let controls = HostileTextTests.controls(outcome.output + outcome.error)
      #expect(controls.isEmpty, "\(arguments) \(controls) \(outcome)")
    }
  }
}
