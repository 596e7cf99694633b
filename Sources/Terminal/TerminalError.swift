import Canvas

/// Why the screen cannot be used. Its text is one sentence that tells what to do.
public struct TerminalError: Error, Sendable, Equatable, CustomStringConvertible {
  private enum Code: Sendable, Equatable { case typeUnset, typeUnknown, noCursorAddressing, noKeyboard, refused, notStarted }

  private let code: Code
  /// The sentence.
  public let description: String

  private init(_ code: Code, _ description: String) {
    self.code = code
    self.description = description
  }

  static let typeUnset = TerminalError(
    .typeUnset, "TERM is not set, so nothing is known about this terminal; set it (for example to xterm-256color) or use --plain.")

  static func typeUnknown(_ type: String) -> TerminalError {
    TerminalError(
      .typeUnknown,
      "The terminal type \"\(shown(type))\" is unknown here; set TERM to one that is known (for example xterm-256color) or use --plain.")
  }

  static func noCursorAddressing(_ type: String) -> TerminalError {
    TerminalError(.noCursorAddressing, "The terminal type \"\(shown(type))\" cannot move its cursor; use another terminal or --plain.")
  }

  static let noKeyboard = TerminalError(
    .noKeyboard, "There is no terminal to read keys from, since standard input is not one and /dev/tty cannot be opened; use --plain.")

  static func refused(_ type: String) -> TerminalError {
    TerminalError(.refused, "The screen cannot be set up on the terminal type \"\(shown(type))\"; use another terminal or --plain.")
  }

  static func notStarted(_ program: String, reason: String) -> TerminalError {
    TerminalError(.notStarted, "\"\(shown(program))\" cannot be started (\(reason)); set EDITOR to a program that can.")
  }

  private static func shown(_ text: String) -> String { TextWidth.truncateEnd(VisibleText.sanitise(String(text.prefix(200))), columns: 40) }
}
