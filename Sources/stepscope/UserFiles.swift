import ECSModel
import Foundation
import Monitor

/// What a monitor asks of files, answered in the form it takes.
enum UserFiles {
  static func write(_ bytes: [UInt8], to path: String) -> MonitorEffectResult {
    .wrote(path: path, problem: PrivateFile.write(bytes, to: path))
  }

  static func taskDefinitions(_ path: String) -> MonitorEffectResult {
    do {
      return .taskDefinitions(path: path, try TaskDefinition.read(try InputFile.read(path), file: path), problem: nil)
    } catch let error as CommandStop {
      return .taskDefinitions(path: path, [], problem: error.message)
    } catch {
      return .taskDefinitions(path: path, [], problem: "\(error)")
    }
  }
}

/// A program that edits a text in a file that only this user can read, and that is gone afterwards.
struct TextEditor {
  /// Longer than any payload of Step Functions.
  private static let longest = 1 << 20

  private let command: String

  /// `$VISUAL`, `$EDITOR` or `vi`; an empty variable counts as unset.
  init(environment: [String: String]) {
    command = ["VISUAL", "EDITOR"].compactMap { environment[$0] }.first { !$0.isEmpty } ?? "vi"
  }

  /// Gives `text` to the editor.
  /// - Parameter run: runs a program on the terminal and gives its exit code.
  func edit(_ text: String, _ purpose: EditPurpose, run: ([String]) throws -> Int32) -> MonitorEffectResult {
    let file = FileManager.default.temporaryDirectory.appendingPathComponent("stepscope-\(UUID().uuidString).json").path
    defer { try? FileManager.default.removeItem(atPath: file) }
    if let problem = PrivateFile.write(Array(text.utf8), to: file) {
      return .edited(purpose, text: nil, problem: "No file for the editor could be made: \(problem)")
    }
    do {
      let status = try run(["/bin/sh", "-c", "\(command) \"$1\"", "sh", file])
      guard status == 0 else {
        return .edited(purpose, text: nil, problem: "\(command) ended with status \(status); nothing was changed.")
      }
      let bytes = try InputFile.read(file, limit: TextEditor.longest)
      guard bytes.count <= TextEditor.longest, let edited = String(validating: bytes, as: UTF8.self) else {
        return .edited(purpose, text: nil, problem: "What \(command) wrote is not UTF-8 text of at most 1 MiB; nothing was changed.")
      }
      return .edited(purpose, text: edited, problem: nil)
    } catch let error as CommandStop {
      return .edited(purpose, text: nil, problem: "What \(command) wrote cannot be read: \(error.message ?? "")")
    } catch {
      return .edited(purpose, text: nil, problem: "\(command) could not be run: \(error)")
    }
  }
}
