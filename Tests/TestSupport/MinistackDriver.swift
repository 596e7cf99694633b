import Foundation
import JSON

/// A ministack emulator of one test, run by `Tests/Peers/ministack_drive.py` from the virtual environment that `make peers` makes.
public final class MinistackDriver {
  /// The folder of `make peers`; tests that need it are skipped without it.
  public static let peers = ProcessInfo.processInfo.environment["STEPSCOPE_PEERS"].map { URL(fileURLWithPath: $0, isDirectory: true) }
  /// Whether peer tests run. With `STEPSCOPE_REQUIRE_ALL` set they run even without the folder, and fail.
  public static var isThere: Bool { peers != nil || ProcessInfo.processInfo.environment["STEPSCOPE_REQUIRE_ALL"] != nil }

  /// Why a peer test did not run.
  public static let skipped = "STEPSCOPE_PEERS does not name the folder that `make peers` fills"

  /// The emulator's URL.
  public let endpoint: String
  /// The ARN of each machine that was created, by its name.
  public let machines: [String: String]
  private let process = Process()
  private let input = Pipe()
  private let output = Pipe()
  private var pending: [UInt8] = []

  /// Starts the emulator with a machine for each definition, which are files or texts.
  public init(machines definitions: [String: String]) throws {
    guard let peers = MinistackDriver.peers else { throw CorpusError.missing("STEPSCOPE_PEERS") }
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("stepscope-peer-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    var arguments: [String] = []
    for (name, text) in definitions {
      let file = folder.appendingPathComponent(name + ".json")
      try Data(text.utf8).write(to: file)
      arguments.append("\(name)=\(file.path)")
    }
    let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent(
      "Peers/ministack_drive.py")
    let venv = peers.appendingPathComponent("ministack")
    process.executableURL = venv.appendingPathComponent("bin/python")
    process.arguments = [script.path, "--venv", venv.path] + arguments
    process.standardInput = input
    process.standardOutput = output
    try process.run()
    let ready = try MinistackDriver.line(output, &pending)
    endpoint = ready["endpoint"]?.stringValue ?? ""
    machines = Dictionary(uniqueKeysWithValues: (ready["machines"]?.objectValue ?? [:]).map { ($0.key, $0.value.stringValue ?? "") })
    try? FileManager.default.removeItem(at: folder)
  }

  deinit {
    try? input.fileHandleForWriting.close()
    process.waitUntilExit()
  }

  /// Sends a command of the driver; gives its answer.
  @discardableResult public func ask(_ command: String) throws -> JSONValue {
    try input.fileHandleForWriting.write(contentsOf: Data((command + "\n").utf8))
    let answer = try MinistackDriver.line(output, &pending)
    if let error = answer["error"]?.stringValue { throw DriverError(error) }
    return answer
  }

  /// Starts an execution; gives its ARN.
  public func start(_ machine: String, _ input: String = "{}") throws -> String {
    try ask("start \(machine) \(input)")["executionArn"]?.stringValue ?? ""
  }

  private static func line(_ output: Pipe, _ pending: inout [UInt8]) throws -> JSONValue {
    while true {
      if let end = pending.firstIndex(of: UInt8(ascii: "\n")) {
        let line = Array(pending[..<end])
        pending.removeSubrange(...end)
        return try JSONValue(parsing: line)
      }
      let data = output.fileHandleForReading.availableData
      guard !data.isEmpty else { throw DriverError("the driver ended: " + String(decoding: pending, as: UTF8.self)) }
      pending += data
    }
  }
}

/// What the driver answered instead of a result.
public struct DriverError: Error, CustomStringConvertible {
  /// The answer.
  public var description: String

  /// An error of these words.
  public init(_ description: String) { self.description = description }
}
