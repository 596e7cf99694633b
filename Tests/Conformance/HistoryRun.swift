import Embedded
import Engine
import Foundation
import History
import JSON
import StatesLanguage
import Tasks
import Time

/// Runs a recorded case in this process, on a virtual clock.
struct HistoryRun {
  /// What came of it.
  struct Result {
    var events: [JSONValue]
    var status: String
    /// The output, or the error and cause, of the execution's last event.
    var last: JSONValue
  }

  let one: HistoryCase
  /// What functions did elsewhere in the corpus, by their source files.
  let functions: LearntFunctions

  /// - Throws: a sentence when the case cannot be run.
  func result() async throws(RunFailure) -> Result {
    let loaded = StateMachine.load(bytes: Array(one.definition.compact.utf8), file: "machine.asl.json")
    guard let machine = loaded.machine else {
      throw RunFailure("does not load: \(loaded.diagnostics.first { $0.severity == .error }?.message ?? "no machine")")
    }
    let bucket = FileManager.default.temporaryDirectory.appendingPathComponent("conformance-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: bucket) }
    do { try putObjects(bucket) } catch { throw RunFailure("the objects of the case cannot be written: \(error)") }
    do throws(EngineRefusal) {
      let start = Timestamp(milliseconds: 1_767_225_600_000)
      var execution = try HeadlessExecution(try setup(machine, bucket, start), wall: start)
      try await execution.run(clock: StillClock(now: start)) { _, _ in }
      let events = execution.events.map(\.json)
      return Result(events: events, status: execution.status.rawValue, last: HistoryRun.details(events.last ?? .null))
    } catch {
      throw RunFailure(error.message)
    }
  }

  private func setup(_ machine: StateMachine, _ bucket: URL, _ start: Timestamp) throws(EngineRefusal) -> LocalSetup {
    let name = "12345678-1234-1234-1234-123456789012"
    var identity = EngineIdentity(machineName: "machine", executionName: name)
    if one.isExpress { identity.executionArn = "arn:aws:states:us-east-1:123456789012:express:machine:\(name):\(name)" }
    let mocks: MockRunner?
    do { mocks = try one.mocks()?.runner(machine: "machine", testCase: "case") } catch { throw EngineRefusal(message: "\(error)") }
    var setup = LocalSetup(
      machine: machine, identity: identity, seed: EngineSeed(1), input: one.inputText,
      runner: RunnerChain(mocks: mocks, tasks: .simulated(SimulatedECS(seed: 1))),
      startTime: start, clock: .virtual, detail: "")
    setup.supply.objects = FolderObjectStore(path: bucket.path)
    if one.results.isEmpty { setup.supply.functions = functions.runner(of: one) }
    if !one.activityExists { setup.supply.activities = [] }
    return setup
  }

  private func putObjects(_ bucket: URL) throws {
    let files = FileManager.default
    try files.createDirectory(at: bucket, withIntermediateDirectories: true)
    for object in one.value["s3_objects"]?.arrayValue ?? [] {
      guard let name = object["Bucket"]?.stringValue, let key = object["Key"]?.stringValue else { continue }
      let file = bucket.appendingPathComponent(name).appendingPathComponent(key)
      try files.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data((object["Body"]?.stringValue ?? "").utf8).write(to: file)
    }
    for hit in one.definition.compact.matches(of: #/"Bucket":"([\w.-]+)"/#) {
      try files.createDirectory(at: bucket.appendingPathComponent(String(hit.1)), withIntermediateDirectories: true)
    }
  }

  private static func details(_ event: JSONValue) -> JSONValue {
    event.objectValue?.first { $0.key.hasSuffix("EventDetails") }?.value ?? [:]
  }
}

/// Why a case could not be run.
struct RunFailure: Error {
  var sentence: String
  init(_ sentence: String) { self.sentence = sentence }
}

/// A clock that a virtual run never asks to wait: it does not wait.
struct StillClock: WallClock {
  let now: Timestamp
  func sleep(for duration: Duration) async {}
}

/// What Lambda functions did elsewhere in the corpus, by their source files: a function whose calls one recording lacks may be known
/// from another.
struct LearntFunctions {
  private struct Failure {
    var error: String
    var cause: String
  }
  private var failures: [String: Failure] = [:]

  init(_ cases: [HistoryCase]) {
    for one in cases {
      guard one.handlers.count == 1, let file = one.handlers.first?.file, failures[file] == nil else { continue }
      let rows = one.results.flatMap { $0.value.arrayValue ?? [] }
      guard let row = rows.first, rows.allSatisfy({ $0["outcome"] == "Failed" && $0["error"] == row["error"] }),
        let error = row["error"]?.stringValue, let cause = row["cause"]
      else { continue }
      failures[file] = Failure(error: error, cause: cause.stringValue ?? cause.compact)
    }
  }

  /// Who runs a case's functions: those that give their input back, and those that always fail.
  func runner(of one: HistoryCase) -> (any FunctionRunner)? {
    var outcomes: [String: FunctionOutcome?] = [:]
    for (name, file) in one.handlers {
      if file.hasSuffix("/id_function.py") { outcomes[name] = .some(nil) }
      if let failure = failures[file] { outcomes[name] = .failed(error: failure.error, cause: failure.cause) }
    }
    return outcomes.isEmpty ? nil : Runner(outcomes: outcomes)
  }

  private struct Runner: FunctionRunner {
    /// Nil for a function that gives its input back.
    let outcomes: [String: FunctionOutcome?]
    var names: Set<String> { Set(outcomes.keys) }

    func run(_ name: String, payload: String) -> FunctionOutcome {
      guard let outcome = outcomes[name] else { return .failed(error: "Lambda.ResourceNotFoundException", cause: name) }
      return outcome ?? .returned((try? JSONValue(parsing: payload)) ?? .null)
    }
  }
}
