import Foundation
import Store
import Time

/// A folder of a test's own, gone with it.
final class TemporaryFolder: Sendable {
  let path: String

  init() {
    path = FileManager.default.temporaryDirectory.appendingPathComponent("stepscope-store-\(UUID().uuidString)").path
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  var store: StoreFolder { StoreFolder(path) }

  /// Puts a file where the database would be.
  func place(_ bytes: [UInt8]) throws {
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    try Data(bytes).write(to: URL(fileURLWithPath: store.database))
  }

  var database: [UInt8] { [UInt8](FileManager.default.contents(atPath: store.database) ?? Data()) }

  func rights(_ path: String) throws -> Int {
    let attributes = try FileManager.default.attributesOfItem(atPath: path)
    return (attributes[.posixPermissions] as? NSNumber)?.intValue ?? -1
  }
}

extension StoredExecution {
  static func sample(
    _ number: Int, tree: Int = 1, machine: String = "m", status: String = "RUNNING", mapRun: String? = nil, isExpress: Bool = false
  ) -> StoredExecution {
    var execution = StoredExecution(
      arn: "arn:\(number)", tree: tree, number: number, name: "name-\(number)", machineName: "M", machine: machine,
      version: number % 2 == 0 ? "v2" : nil, alias: number % 3 == 0 ? "live" : nil, mapRun: mapRun, role: "role", isExpress: isExpress,
      status: status, started: Timestamp(milliseconds: Int64(1_000 * number)), items: mapRun == nil ? nil : 5, definition: "{\"d\":1}",
      trace: "t", input: "{}")
    execution.details = "{}"
    return execution
  }
}
