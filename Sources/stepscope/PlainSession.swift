import ExecutionSource

/// A source without a screen for people: one line a change, commands by line.
struct PlainSession {
  var source: any ExecutionSource
  var isLocal: Bool
  func run() throws(CommandStop) { throw CommandStop(.world, "error: --plain is not there yet") }
}
