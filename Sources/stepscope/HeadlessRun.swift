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

  func run() throws {
    let output = output
    let setup = setup
    let execution = try Blocking.run { () async throws(CommandStop) -> HeadlessExecution in
      do throws(EngineRefusal) {
        var execution = try HeadlessExecution(setup, wall: SystemClock().now)
        var lines = EventLines(machine: setup.machine)
        try await execution.run(clock: SystemClock()) { log, seen in
          switch output {
          case .events: for at in seen..<log.count { Output.standard.write(log[at].json.compact + "\n") }
          case .lines: Output.standard.write(lines.text(of: log, from: seen))
          case .history, .result, .describe: break
          }
        }
        return execution
      } catch {
        throw CommandStop(.usage, "error: \(error.message)")
      }
    }
    finish(execution)
    if execution.status != .succeeded { throw CommandStop(.notSucceeded) }
  }

  private func finish(_ execution: HeadlessExecution) {
    let who = setup.identity
    let report = ExecutionReport(
      identity: ExecutionIdentity(
        place: .local(detail: setup.detail), machineName: who.machineName, executionName: who.executionName, executionArn: who.executionArn,
        stateMachineArn: who.stateMachineArn, region: who.region, account: who.account),
      status: execution.status, events: execution.events)
    switch output {
    case .lines, .events: break
    case .history: Output.standard.write(String(decoding: HistoryDocument(events: execution.events).bytes, as: UTF8.self) + "\n")
    case .result:
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
