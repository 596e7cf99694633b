import Foundation
import JSON

#if canImport(FoundationNetworking)
  import FoundationNetworking
#endif

/// A `stepscope serve` of one test on a free port, with a store in the test's folder; it ends with the test.
final class ServedPlace: Sendable {
  static let role = "arn:aws:iam::123456789012:role/r"
  static let machines = "arn:aws:states:us-east-1:123456789012:stateMachine:"

  let url: String
  let store: String
  let folder: TestFolder
  private let process: pid_t

  /// - Parameters:
  ///   - address: where it listens; a free port of 127.0.0.1 unless given.
  ///   - arguments: further options.
  init(in folder: TestFolder, address: (host: String, port: Int) = ("127.0.0.1", 0), _ arguments: [String] = []) async throws {
    self.folder = folder
    let options = arguments.map { "'" + $0.replacingOccurrences(of: "'", with: "'\\''") + "'" }.joined(separator: " ")
    store = folder.path("store")
    let outcome = try await Program.run(
      "/bin/bash",
      [
        "-c",
        """
        '\(Stepscope.binary)' serve --host '\(address.host)' --port \(address.port) --data '\(store)' \(options) > serve.out 2> serve.err < /dev/null & echo $!
        for turn in $(seq 2400); do grep -q http serve.out && break; kill -0 $! 2> /dev/null || break; sleep 0.05; done
        sed 's/.* //' serve.out
        """,
      ], in: folder)
    let lines = outcome.output.split(separator: "\n").map(String.init)
    guard lines.count == 2, let process = pid_t(lines[0]), lines[1].hasPrefix("http") else {
      throw TmuxProblem(description: "serve does not answer: \(outcome) \(folder.read("serve.err"))")
    }
    self.process = process
    url = lines[1]
  }

  deinit { kill(process, SIGKILL) }

  /// Ends the server and waits until it is gone.
  func end() async throws {
    kill(process, SIGTERM)
    _ = try await Program.run("/bin/bash", ["-c", "while kill -0 \(process) 2> /dev/null; do sleep 0.02; done"], in: folder)
  }

  /// The port that it answers at.
  var port: Int { url.split(separator: ":").last.flatMap { Int($0) } ?? 0 }

  /// The number of the server's process.
  var processID: Int { Int(process) }

  /// Calls an operation of the API.
  @discardableResult func call(_ operation: String, _ input: JSONValue) async throws -> JSONValue {
    guard let url = URL(string: url) else { throw TmuxProblem(description: "no address: \(url)") }
    var request = URLRequest(url: url)
    request.httpMethod = "POST"
    request.setValue("application/x-amz-json-1.0", forHTTPHeaderField: "Content-Type")
    request.setValue("AWSStepFunctions.\(operation)", forHTTPHeaderField: "X-Amz-Target")
    request.httpBody = Data(input.compact.utf8)
    let (body, _) = try await URLSession.shared.data(for: request)
    let answer = try JSONValue(parsing: Array(body))
    if let error = answer["__type"]?.stringValue { throw TmuxProblem(description: "\(operation): \(error)") }
    return answer
  }

  func create(_ name: String, _ definition: String) async throws {
    try await call("CreateStateMachine", ["name": .string(name), "definition": .string(definition), "roleArn": .string(ServedPlace.role)])
  }

  func start(_ machine: String, _ name: String, _ input: String) async throws {
    try await call(
      "StartExecution",
      ["stateMachineArn": .string(ServedPlace.machines + machine), "name": .string(name), "input": .string(input)])
  }

  /// The executions of a machine, newest first.
  func executions(of machine: String) async throws -> [JSONValue] {
    try await call("ListExecutions", ["stateMachineArn": .string(ServedPlace.machines + machine)])["executions"]?.arrayValue ?? []
  }
}
