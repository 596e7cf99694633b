import Foundation
import Testing

/// A shell in a tmux server of its own: keys go in, what a person would see comes out.
final class TmuxTerminal: Sendable {
  static let program = Program.find("tmux")
  static let skipped = "tmux is not installed"

  let folder: TestFolder
  private let socket: String
  private let servers: TestFolder

  /// Opens a shell on a screen of this size.
  /// - Parameters:
  ///   - term: the TERM that programs see, nil for none.
  ///   - environment: further variables; an empty value takes a variable away.
  init(_ width: Int, _ height: Int, term: String? = "tmux-256color", environment: [String: String] = [:], folder: TestFolder) async throws {
    self.folder = folder
    servers = try TestFolder()
    socket = "stepscope-" + UUID().uuidString.prefix(8)
    var variables = Program.environment(folder)
    variables["TERM"] = term
    for (name, value) in environment { variables[name] = value.isEmpty ? nil : value }
    // bash sets TERM to dumb where there is none, so the variable is taken away inside.
    let start = term == nil ? "unset TERM" : ":"
    try folder.write("shell.rc", "\(start)\nunset HISTFILE\nPS1='$ '\n")
    let shell = ["env", "-i"] + variables.map { "\($0)=\($1)" } + ["bash", "--noprofile", "--rcfile", folder.path("shell.rc")]
    let session = ["new-session", "-d", "-x", "\(width)", "-y", "\(height)", "-c", folder.path, "--"]
    try await tmux(["-u", "-f", "/dev/null"] + session + shell)
    try await wait("the shell's prompt") { $0.header == "$" }
  }

  deinit {
    guard let program = TmuxTerminal.program else { return }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = ["-L", socket, "kill-server"]
    process.environment = ["TMUX_TMPDIR": servers.path, "PATH": "/usr/bin:/bin"]
    (process.standardOutput, process.standardError) = (FileHandle.nullDevice, FileHandle.nullDevice)
    try? process.run()
    process.waitUntilExit()
  }

  @discardableResult private func tmux(_ arguments: [String]) async throws -> String {
    guard let program = TmuxTerminal.program else { throw TmuxProblem(description: TmuxTerminal.skipped) }
    let outcome = try await Program.run(program, ["-L", socket] + arguments, environment: ["TMUX_TMPDIR": servers.path], in: servers)
    guard outcome.status == 0 else { throw TmuxProblem(description: "tmux \(arguments.joined(separator: " ")): \(outcome.error)") }
    return outcome.output
  }

  // MARK: What goes in

  /// Presses keys by tmux's names: `s`, `Enter`, `Escape`, `C-z`.
  func press(_ keys: String...) async throws { try await tmux(["send-keys", "--"] + keys) }

  /// Types a text as it is.
  func type(_ text: String) async throws { try await tmux(["send-keys", "-l", "--", text]) }

  /// Types a command line into the shell, without showing it twice on small screens: the line is put in a script.
  func run(_ command: [String], after: String = "") async throws {
    let quoted = command.map { "'" + $0.replacingOccurrences(of: "'", with: "'\\''") + "'" }.joined(separator: " ")
    try folder.write("go", "exec \(quoted) \(after)\n")
    try await type("clear; bash ./go; echo \"left $?\"")
    try await press("Enter")
  }

  func resize(_ width: Int, _ height: Int) async throws { try await tmux(["resize-window", "-x", "\(width)", "-y", "\(height)"]) }

  /// Keeps a copy of every byte that programs write to the terminal, in a file of the folder.
  func record(to name: String) async throws { try await tmux(["pipe-pane", "cat > '\(folder.path(name))'"]) }

  // MARK: What comes out

  func screen() async throws -> Screen { Screen(try await tmux(["capture-pane", "-p"])) }

  /// The screen with its colours, as escape sequences.
  func colours() async throws -> String { try await tmux(["capture-pane", "-p", "-e"]) }

  /// What tmux knows of the terminal, as `#{alternate_on}`.
  func state(_ format: String) async throws -> String {
    try await tmux(["display-message", "-p", format]).trimmingCharacters(in: .whitespacesAndNewlines)
  }

  /// The process that the shell runs now.
  func child() async throws -> pid_t {
    let shell = try await state("#{pane_pid}")
    let children = try String(contentsOfFile: "/proc/\(shell)/task/\(shell)/children", encoding: .utf8)
    guard let first = children.split(separator: " ").first, let child = pid_t(first) else {
      throw TmuxProblem(description: "the shell runs nothing:\n\(try await screen().text)")
    }
    return child
  }

  /// Looks at the screen until it is as wanted.
  /// - Throws: the screen as it is, when that has not come within 20 seconds.
  @discardableResult func wait(_ what: String, until isThere: (Screen) -> Bool) async throws -> Screen {
    let (screen, isSeen) = try await look(atMost: .seconds(20), until: isThere)
    guard isSeen else { throw TmuxProblem(description: "not seen: \(what)\n\(screen.framed)") }
    return screen
  }

  private func look(atMost limit: Duration, until isThere: (Screen) -> Bool) async throws -> (screen: Screen, isThere: Bool) {
    let deadline = ContinuousClock.now + limit
    while true {
      // The time is taken before the look: on a busy machine a pause may take longer than it should.
      let isLate = ContinuousClock.now > deadline
      let screen = try await screen()
      if isThere(screen) { return (screen, true) }
      if isLate { return (screen, false) }
      try await Task.sleep(for: .milliseconds(15))
    }
  }

  /// Presses `s` and gives the screen of the next stop. Two stops of a task may look the same, so a change is not waited for for long.
  func step(from before: Screen) async throws -> Screen {
    try await press("s")
    return try await look(atMost: .seconds(1)) { $0 != before && !$0.footer.isEmpty }.screen
  }

  @discardableResult func wait(for text: String) async throws -> Screen { try await wait(text) { $0.text.contains(text) } }

  /// Waits until the program has left, by the shell's line that says how.
  func waitForExit() async throws -> (status: Int32, screen: Screen) {
    let screen = try await wait("the program's end") { $0.text.contains(#/left \d+/#) }
    let status = screen.text.firstMatch(of: #/left (\d+)/#).flatMap { Int32($0.1) } ?? -1
    return (status, screen)
  }

  /// Whether the terminal is as the shell wants it: the main screen, a cursor, lines and echo.
  func isRestored() async throws -> Bool {
    let flags = try await state("#{alternate_on} #{cursor_flag} #{mouse_any_flag}")
    try await type("clear; stty -a; echo modes-told")
    try await press("Enter")
    let modes = try await wait("the modes") { $0.lines.contains("modes-told") }.text
    return flags == "0 1 0" && [" icanon", " echo ", "isig"].allSatisfy { modes.contains($0) } && !modes.contains("-isig")
  }
}

struct TmuxProblem: Error, CustomStringConvertible { var description: String }

/// What is to be seen on a terminal.
struct Screen: Sendable, Equatable {
  let lines: [String]

  init(_ capture: String) { lines = capture.components(separatedBy: "\n").dropLast() }

  var text: String { lines.joined(separator: "\n") }
  var header: String { lines.first ?? "" }
  /// The lowest line that holds something: the keys that work now, or what was said.
  var footer: String { lines.last { !$0.allSatisfy(\.isWhitespace) } ?? "" }
  var framed: String { lines.map { "│\($0)" }.joined(separator: "\n") }

  var isASCII: Bool { text.utf8.allSatisfy { $0 < 0x80 } }

  func contains(_ text: String) -> Bool { self.text.contains(text) }

  /// The key that the footer gives for a word: `a` for `approve` in ` a approve  x fail`.
  func key(for word: String) -> String? {
    let words = footer.split(separator: " ").map(String.init)
    return words.indices.first { words[$0] == word && $0 > 0 }.map { words[$0 - 1] }
  }
}
