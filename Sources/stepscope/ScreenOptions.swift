import ArgumentParser

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// How the screen looks, for every command that shows something.
struct ScreenOptions: ParsableArguments {
  enum ColorChoice: String, ExpressibleByArgument, CaseIterable { case auto, always, never }

  /// How the end of a long wait is told.
  enum BellChoice: String, ExpressibleByArgument, CaseIterable { case on, off, notify }

  @Option(help: ArgumentHelp("A theme's name or file; stepscope themes list.", valueName: "NAME|FILE")) var theme: String?
  @Option(help: "auto (unless NO_COLOR is set), always or never.") var color: ColorChoice = .auto
  @Flag(help: "Only ASCII characters.") var ascii = false
  @Flag(help: "One line a change, commands by line: for pipes, logs and screen readers.") var plain = false
  @Option(help: "When a long wait ends: on rings the bell, notify tells the desktop (OSC 9), off is quiet.") var bell: BellChoice = .on
  @Option(help: ArgumentHelp("Keys of your own: lines of command = key.", valueName: "FILE")) var config: String?
  @Flag(help: "Refuses everything that would change an execution.") var readOnly = false

  /// Whether a screen can be shown: standard output is a terminal, and keys can come from standard input or, when that is read as a file, from the terminal itself.
  func canShow(readsInput: Bool) -> Bool { isatty(STDOUT_FILENO) == 1 && (isatty(STDIN_FILENO) == 1 || readsInput) }
}
