import ArgumentParser
import Embedded
import Engine
import ExecutionSource
import Foundation
import History
import JSON
import Synchronization
import Time

/// What a headless run writes on standard output.
enum HeadlessOutput: String, ExpressibleByArgument, CaseIterable {
  /// One readable line an event.
  case lines
  /// One JSON event a line, as it happens.
  case events
  /// One JSON document at the end.
  case history
  /// The output document alone.
  case result
  /// DescribeExecution's form.
  case describe
}

/// A local run without a screen.
struct HeadlessRun {
  var setup: LocalSetup
  var output: HeadlessOutput
  /// Whether the files that it was made from were saved since: then it ends early and says nothing of how it went. Asked ten times a second while the run waits.
  var isStale: (@Sendable () -> Bool)?

  func run() throws {
    if let result = try ended(), result.status != .succeeded { throw CommandStop(.notSucceeded) }
  }

  /// Runs to the end and leaves the program. What a run holds goes back to the system in one piece, not object by object.
  func leave() throws -> Never {
    let result = try ended()
    let code: CommandStop.Code = result?.status == .succeeded ? .succeeded : .notSucceeded
    withExtendedLifetime((self, result)) { Output.exit(code.rawValue) }
  }

  /// Runs to the end and writes what was asked for; nil where it became stale.
  private func ended() throws -> Result? {
    guard let result = setup.clock == .virtual ? try runAlone() : try runAnswering() else { return nil }
    finish(result)
    if let refusal = result.refusal { throw CommandStop(.usage, "error: \(refusal)") }
    return result
  }

  /// What a run came to.
  private struct Result: Sendable {
    var status: ExecutionStatus
    var events: EventLog
    /// Why it could not go on to its end.
    var refusal: String?
  }

  /// As fast as it goes; nobody outside has the time to answer.
  private func runAlone() throws -> Result? {
    let writer = writer
    let setup = setup
    return try Blocking.run { () async throws(CommandStop) -> Result in
      var execution: HeadlessExecution
      do throws(EngineRefusal) { execution = try HeadlessExecution(setup, wall: SystemClock().now) } catch {
        throw CommandStop(.usage, "error: \(error.message)")
      }
      var writer = writer
      var refusal: String?
      do throws(EngineRefusal) {
        try await execution.run(clock: SystemClock()) { log, seen in writer.write(log, from: seen) }
      } catch { refusal = error.message }
      return Result(status: execution.status, events: execution.events, refusal: refusal)
    }
  }

  /// As time passes, with an endpoint at which its task tokens are answered.
  private func runAnswering() throws -> Result? {
    let writer = writer
    let setup = setup
    let isStale = isStale
    return try Blocking.run { () async throws(CommandStop) -> Result? in
      let execution: LocalExecution
      do throws(EngineRefusal) { execution = try LocalExecution(setup) } catch { throw CommandStop(.usage, "error: \(error.message)") }
      let endpoint = await RunEndpoint.open(execution, setup)
      if let endpoint { Output.error("Step Functions API of this run at \(endpoint.url)") }
      let saves = Task {
        guard let isStale else { return false }
        while !Task.isCancelled {
          if isStale() {
            await execution.close()
            return true
          }
          try? await Task.sleep(for: WatchedFiles.pause)
        }
        return false
      }
      var writer = writer
      var last = await execution.snapshot()
      var seen = 0
      for await snapshot in execution.updates() {
        last = snapshot
        writer.write(snapshot.events, from: seen)
        seen = snapshot.events.count
        if snapshot.status.isFinal || snapshot.live.pause != nil { break }
      }
      saves.cancel()
      await execution.close()
      await endpoint?.close()
      if await saves.value, !last.status.isFinal { return nil }
      // It stands still where a task has nobody who performs it.
      let refusal = last.status.isFinal ? nil : last.audit.last?.text ?? "the run was held"
      return Result(status: last.status, events: last.events, refusal: refusal)
    }
  }

  private var writer: EventWriter { EventWriter(output: output, lines: output == .lines ? EventLines(machine: setup.machine) : nil) }

  /// Writes events as they happen, where that was asked for.
  private struct EventWriter: Sendable {
    let output: HeadlessOutput
    /// Only for readable lines: it looks through the whole definition.
    var lines: EventLines?

    mutating func write(_ log: EventLog, from seen: Int) {
      switch output {
      case .events:
        var bytes: [UInt8] = []
        for event in log[seen...] {
          event.write(into: &bytes)
          bytes.append(UInt8(ascii: "\n"))
        }
        Output.standard.write(bytes)
      case .lines: if let text = lines?.text(of: log, from: seen) { Output.standard.write(text) }
      case .history, .result, .describe: break
      }
    }
  }

  private func finish(_ result: Result) {
    let who = setup.identity
    let report = ExecutionReport(
      identity: ExecutionIdentity(
        place: .local(detail: setup.detail), machineName: who.machineName, executionName: who.executionName, executionArn: who.executionArn,
        stateMachineArn: who.stateMachineArn, region: who.region, account: who.account),
      status: result.status, events: result.events)
    switch output {
    case .lines, .events: break
    case .history: HistoryDocument(events: result.events).write { Output.standard.write($0) }
    case .result:
      if result.refusal != nil { break }
      if let text = report.output { Output.standard.write(text + "\n") } else { Output.error(report.failure) }
    case .describe: Output.standard.write(report.describe.compact + "\n")
    }
  }
}

/// Waits on the main thread for asynchronous work that runs elsewhere.
enum Blocking {
  private final class Box<Value: Sendable>: Sendable {
    let result = Mutex<Result<Value, any Error>?>(nil)
  }

  static func run<Value: Sendable>(_ work: @escaping @Sendable () async throws -> Value) throws -> Value {
    let box = Box<Value>()
    let done = DispatchSemaphore(value: 0)
    Task.detached {
      let result: Result<Value, any Error>
      do { result = .success(try await work()) } catch { result = .failure(error) }
      box.result.withLock { $0 = result }
      done.signal()
    }
    done.wait()
    guard let result = box.result.withLock({ $0 }) else { throw CommandStop(.world, "error: the work ended without a result") }
    return try result.get()
  }
}
