import Foundation
import JSON
import Synchronization

/// A script of `Tests/Peers` that runs a server for one test: it prints a line when the server is ready, and answers each line it is sent with one.
///
/// It is waited for on threads of its own: the few that tests share would have none left for anybody else while a server starts.
/// Unchecked, because Foundation's `Process` is not Sendable everywhere: it is only started and waited for, and the pipes are used under the lock.
final class DriverProcess: @unchecked Sendable {
  private let process = Process()
  private let input = Pipe()
  private let output = Pipe()
  private let pending = Mutex<[UInt8]>([])

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
  func ask(_ command: String) async throws -> JSONValue {
    let answer = try await DriverProcess.onThread { [self] in
      try pending.withLock { pending in
        try input.fileHandleForWriting.write(contentsOf: Data((command + "\n").utf8))
        return try line(&pending)
      }
    }
    if let error = answer["error"]?.stringValue { throw DriverError(error) }
    return answer
  }

  /// The next line that is printed.
  func line() async throws -> JSONValue {
    try await DriverProcess.onThread { [self] in try pending.withLock { try line(&$0) } }
  }

  private func line(_ pending: inout [UInt8]) throws -> JSONValue {
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

  private static func onThread<Result: Sendable>(_ body: @escaping @Sendable () throws -> Result) async throws -> Result {
    try await withCheckedThrowingContinuation { continuation in
      Thread.detachNewThread { continuation.resume(with: Swift.Result { try body() }) }
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
