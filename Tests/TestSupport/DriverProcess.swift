import Foundation
import JSON

/// A script of `Tests/Peers` that runs a server for one test: it prints a line when the server is ready, and answers each line it is sent with one.
final class DriverProcess {
  private let process = Process()
  private let input = Pipe()
  private let output = Pipe()
  private var pending: [UInt8] = []

  /// Starts `script` with the Python of `venv`; `arguments` gets the files of `definitions` behind it as `NAME=FILE`.
  init(_ script: String, venv: URL, arguments: [String], definitions: [String: String], files: [String: String] = [:]) throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("stepscope-peer-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    var arguments = arguments
    for (flag, text) in files {
      let file = folder.appendingPathComponent("file" + flag)
      try Data(text.utf8).write(to: file)
      arguments += [flag, file.path]
    }
    for (name, text) in definitions {
      let file = folder.appendingPathComponent(name + ".json")
      try Data(text.utf8).write(to: file)
      arguments.append("\(name)=\(file.path)")
    }
    let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent(
      "Peers/\(script)")
    process.executableURL = venv.appendingPathComponent("bin/python")
    process.arguments = [path.path, "--venv", venv.path] + arguments
    process.standardInput = input
    process.standardOutput = output
    try process.run()
    self.folder = folder
  }

  private let folder: URL

  deinit {
    try? input.fileHandleForWriting.close()
    process.waitUntilExit()
    try? FileManager.default.removeItem(at: folder)
  }

  /// Sends a line and gives the answer.
  func ask(_ command: String) throws -> JSONValue {
    try input.fileHandleForWriting.write(contentsOf: Data((command + "\n").utf8))
    let answer = try line()
    if let error = answer["error"]?.stringValue { throw DriverError(error) }
    return answer
  }

  /// The next line that is printed.
  func line() throws -> JSONValue {
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
