import ArgumentParser
import Embedded
import Engine
import ExecutionSource
import Foundation
import History
import JSON
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
        var lines = EventLines()
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
    let last = execution.events.last
    switch output {
    case .lines, .events: break
    case .history: Output.standard.write(String(decoding: HistoryDocument(events: execution.events).bytes, as: UTF8.self) + "\n")
    case .result:
      if case .succeeded(let text)? = last?.details {
        Output.standard.write((text ?? "null") + "\n")
      } else {
        let failure = last?.details.failure
        Output.error(JSONValue.object(["error": string(failure?.error), "cause": string(failure?.cause)]).compact)
      }
    case .describe: Output.standard.write(describe(execution).compact + "\n")
    }
  }

  private func string(_ text: String?) -> JSONValue { text.map { .string($0) } ?? .null }

  /// As DescribeExecution answers.
  private func describe(_ execution: HeadlessExecution) -> JSONValue {
    let who = setup.identity
    var answer: JSONObject = [
      "executionArn": .string(who.executionArn), "stateMachineArn": .string(who.stateMachineArn), "name": .string(who.executionName),
      "status": .string(execution.status.rawValue),
    ]
    func time(_ stamp: Timestamp?) -> JSONValue { stamp.flatMap { JSONNumber(lexeme: $0.wire) }.map { .number($0) } ?? .null }
    answer["startDate"] = time(execution.events.first?.timestamp)
    answer["stopDate"] = time(execution.events.last?.timestamp)
    answer["input"] = .string(setup.input)
    answer["inputDetails"] = ["included": true]
    if let last = execution.events.last {
      if case .succeeded(let text?) = last.details {
        answer["output"] = .string(text)
        answer["outputDetails"] = ["included": true]
      } else if let failure = last.details.failure {
        if let error = failure.error { answer["error"] = .string(error) }
        if let cause = failure.cause { answer["cause"] = .string(cause) }
      }
    }
    answer["redriveCount"] = 0
    return .object(answer)
  }
}

/// Waits on the main thread for asynchronous work that runs elsewhere.
enum Blocking {
  private final class Box<Value: Sendable>: @unchecked Sendable {
    // Written once before the semaphore is signalled and read once after it was waited for.
    var result: Result<Value, any Error>?
  }

  static func run<Value: Sendable>(_ work: @escaping @Sendable () async throws -> Value) throws -> Value {
    let box = Box<Value>()
    let done = DispatchSemaphore(value: 0)
    Task.detached {
      do { box.result = .success(try await work()) } catch { box.result = .failure(error) }
      done.signal()
    }
    done.wait()
    guard let result = box.result else { throw CommandStop(.world, "error: the work ended without a result") }
    return try result.get()
  }
}
