import Embedded
import Foundation
import JSON

/// Local commands in place of Lambda functions: the payload on standard input, the result on standard output.
struct LambdaCommands: FunctionRunner {
  private let commands: [String: String]

  /// Bytes of a result that are read at most: what Lambda answers at most.
  private static let longest = 6 << 20

  /// Nil where no function is given.
  init?(_ options: [String]) throws(CommandStop) {
    guard !options.isEmpty else { return nil }
    var commands: [String: String] = [:]
    for text in options {
      guard let equals = text.firstIndex(of: "="), equals != text.startIndex, text.index(after: equals) != text.endIndex else {
        throw CommandStop(.usage, "error: --lambda takes NAME='COMMAND', not '\(text)'")
      }
      let name = String(text[..<equals])
      guard commands[name] == nil else { throw CommandStop(.usage, "error: --lambda \(name)= stands twice; keep one") }
      commands[name] = String(text[text.index(after: equals)...])
    }
    self.commands = commands
  }

  var names: Set<String> { Set(commands.keys) }

  func run(_ name: String, payload: String) -> FunctionOutcome {
    guard let command = commands[name] else { return failure("Lambda.ResourceNotFoundException", "no command was given for \(name)") }
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("stepscope-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    do {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
      // Files instead of pipes: nobody waits for a reader, and a command that does not read its input harms nobody.
      let files = ["in", "out", "err"].map { folder.appendingPathComponent($0) }
      try Data(payload.utf8).write(to: files[0])
      for file in files[1...] { try Data().write(to: file) }
      let process = Process()
      process.executableURL = URL(fileURLWithPath: "/bin/sh")
      process.arguments = ["-c", command]
      process.standardInput = try FileHandle(forReadingFrom: files[0])
      process.standardOutput = try FileHandle(forWritingTo: files[1])
      process.standardError = try FileHandle(forWritingTo: files[2])
      try process.run()
      process.waitUntilExit()
      let output = try read(files[1])
      guard process.terminationStatus == 0 else { return failed(process.terminationStatus, output, try read(files[2])) }
      return returned(output)
    } catch {
      return failure("Lambda.Unknown", "the command could not be run: \(error)")
    }
  }

  private func read(_ file: URL) throws -> [UInt8] {
    let handle = try FileHandle(forReadingFrom: file)
    defer { try? handle.close() }
    return Array(try handle.read(upToCount: LambdaCommands.longest + 1) ?? Data())
  }

  private func returned(_ output: [UInt8]) -> FunctionOutcome {
    if output.allSatisfy({ $0 <= 0x20 }) { return .returned(.null) }
    do { return .returned(try JSONValue(parsing: output, limits: JSONLimits(maximumBytes: LambdaCommands.longest))) } catch {
      return failure("Runtime.MarshalError", "the command's output is not JSON: \(error)")
    }
  }

  /// A command that fails may say how, as a Lambda runtime does: `{"errorType", "errorMessage"}` on standard output.
  private func failed(_ status: Int32, _ output: [UInt8], _ errors: [UInt8]) -> FunctionOutcome {
    if let said = try? JSONValue(parsing: output), let error = said["errorType"]?.stringValue {
      return .failed(error: error, cause: said.compact)
    }
    let text = String(decoding: errors.suffix(2_000), as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
    return failure("Error", text.isEmpty ? "the command ended with status \(status)" : text)
  }

  private func failure(_ error: String, _ message: String) -> FunctionOutcome {
    let cause: JSONValue = ["errorMessage": .string(message), "errorType": .string(error)]
    return .failed(error: error, cause: cause.compact)
  }
}
