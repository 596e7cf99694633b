import ECSModel
import Foundation
import Monitor
import Time

/// Files the monitor asks for while it runs.
enum UserFiles {
  /// Writes a file that only this user can read: it may hold an execution's data.
  /// - Returns: what went wrong, nil when the file is there.
  static func write(_ bytes: [UInt8], to path: String) -> String? {
    do {
      try Data(bytes).write(to: URL(fileURLWithPath: path), options: .atomic)
      try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
      return nil
    } catch { return error.localizedDescription }
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

/// The wall clock in the monitor's units.
enum SystemTime {
  static var now: Timestamp { Timestamp(milliseconds: Int64(Date().timeIntervalSince1970 * 1_000)) }
}
