import Foundation
import JSON

/// A ministack emulator of one test, run by `Tests/Peers/ministack_drive.py` from the virtual environment that `make peers` makes.
public final class MinistackDriver: Sendable {
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
  private let driver: DriverProcess

  /// Starts the emulator with a machine for each definition.
  public init(machines definitions: [String: String]) async throws {
    guard let peers = MinistackDriver.peers else { throw CorpusError.missing("STEPSCOPE_PEERS") }
    driver = try DriverProcess(
      "ministack_drive.py", venv: peers.appendingPathComponent("ministack"), arguments: [], definitions: definitions)
    let ready = try await driver.line()
    endpoint = ready["endpoint"]?.stringValue ?? ""
    machines = Dictionary(uniqueKeysWithValues: (ready["machines"]?.objectValue ?? [:]).map { ($0.key, $0.value.stringValue ?? "") })
  }

  /// Sends a command of the driver; gives its answer.
  @discardableResult public func ask(_ command: String) async throws -> JSONValue { try await driver.ask(command) }

  /// Starts an execution; gives its ARN.
  public func start(_ machine: String, _ input: String = "{}") async throws -> String {
    try await ask("start \(machine) \(input)")["executionArn"]?.stringValue ?? ""
  }
}
