import ArgumentParser
import JSON
import StatesLanguage

/// Why a command ends early: what is said on standard error, and with which code the program exits.
struct CommandStop: Error {
  /// The exit codes of the command line's contract.
  enum Code: Int32 {
    case succeeded = 0
    /// The execution did not succeed.
    case notSucceeded = 1
    /// Usage, or an invalid definition or file.
    case usage = 2
    /// The network, an endpoint, the terminal.
    case world = 3
    case interrupted = 130
  }

  var code: Code
  var message: String?

  init(_ code: Code, _ message: String? = nil) {
    self.code = code
    self.message = message
  }

  func leave() -> Never {
    if let message { Output.error(message) }
    Output.exit(code.rawValue)
  }
}
