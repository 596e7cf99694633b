import Foundation
import JSON

/// An emulator of one test, run by `Tests/Peers/peer_drive.py` from the virtual environments that `make peers` makes.
public final class PeerDriver: Sendable {
  /// Which emulator.
  public enum Server: String, Sendable, CaseIterable {
    /// moto_server as it is shipped: every ECS task of a machine fails in it.
    case moto
    /// moto with its ECS integration mended by a script that lies beside the corpus.
    case motoWithECS = "moto-ecs"
    /// LocalStack's last open core.
    case localstack

    /// The virtual environment.
    var environment: String { self == .localstack ? "localstack" : "moto" }

    /// Why tests with it do not run here; nil where they do.
    public var missing: String? {
      guard let peers = MinistackDriver.peers else {
        return ProcessInfo.processInfo.environment["STEPSCOPE_REQUIRE_ALL"] == nil ? MinistackDriver.skipped : nil
      }
      guard FileManager.default.fileExists(atPath: peers.appendingPathComponent(environment + "/bin/python").path) else {
        return "\(environment) is not installed here: it needs another Python"
      }
      return self == .motoWithECS && PeerDriver.script == nil ? "there is no tools/peers/moto_with_ecs.py beside the corpus" : nil
    }
  }

  /// The script that mends moto, beside the corpus.
  private static var script: URL? {
    let file = Corpus.root?.deletingLastPathComponent().appendingPathComponent("tools/peers/moto_with_ecs.py")
    return file.flatMap { FileManager.default.fileExists(atPath: $0.path) ? $0 : nil }
  }

  /// The emulator's URL.
  public let endpoint: String
  /// The ARN of each machine that was created, by its name.
  public let machines: [String: String]
  private let driver: DriverProcess

  /// Starts the emulator with a machine for each definition.
  /// - Parameter mocks: LocalStack's `SFN_MOCK_CONFIG`: results of tasks that it cannot run.
  public init(_ server: Server, machines definitions: [String: String], mocks: String? = nil) async throws {
    guard let peers = MinistackDriver.peers else { throw CorpusError.missing("STEPSCOPE_PEERS") }
    var arguments = ["--server", server.rawValue]
    if server == .motoWithECS, let script = PeerDriver.script { arguments += ["--script", script.path] }
    driver = try DriverProcess(
      "peer_drive.py", venv: peers.appendingPathComponent(server.environment), arguments: arguments, definitions: definitions,
      files: mocks.map { ["--mocks": $0] } ?? [:])
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
