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
    } catch { return "\(path) cannot be written: \(reason(error, path))" }
  }

  /// Foundation names neither the folder that is missing nor the one that is closed.
  private static func reason(_ error: any Error, _ path: String) -> String {
    let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
    var isFolder: ObjCBool = false
    if !FileManager.default.fileExists(atPath: folder, isDirectory: &isFolder) { return "there is no folder \(folder)" }
    if !isFolder.boolValue { return "\(folder) is no folder" }
    if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue { return "it is a folder" }
    return FileManager.default.isWritableFile(atPath: folder) ? error.localizedDescription : "no permission to write in \(folder)"
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
