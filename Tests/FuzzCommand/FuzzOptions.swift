import Foundation

/// What was asked for on the command line.
struct FuzzOptions: Sendable {
  var seconds = 60.0
  var seed: UInt64 = 1
  var folder = URL(fileURLWithPath: "out")
  var only: String?
  var input: String?
  var targets: [String] = []
  /// Processor time one input may take.
  var secondsOfOne = 20.0
  /// Memory a process may hold.
  var megabytes = 500

  init(_ arguments: some Sequence<String>) {
    var rest = Array(arguments)
    func value() -> String { rest.isEmpty ? "" : rest.removeFirst() }
    while !rest.isEmpty {
      switch rest.removeFirst() {
      case "--seconds": seconds = Double(value()) ?? seconds
      case "--seed": seed = UInt64(value()) ?? seed
      case "--out": folder = URL(fileURLWithPath: value())
      case "--only": only = value()
      case "--input": input = value()
      case "--seconds-of-one": secondsOfOne = Double(value()) ?? secondsOfOne
      case "--megabytes": megabytes = Int(value()) ?? megabytes
      case let target: targets.append(target)
      }
    }
  }
}
