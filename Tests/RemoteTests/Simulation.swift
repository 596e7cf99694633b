import AWS
import ExecutionSource
import Foundation
import HTTP
import JSON
import Time

@testable import Remote

/// Plays the engine against an endpoint in virtual time: calls of different lanes overlap, and each takes as long as the endpoint does.
struct Simulation {
  var engine: PollEngine
  var now: Timestamp
  var latency = Duration.zero
  var random: SplitMix64
  /// Nil spreads by chance, else this is the chance.
  var chance: Double?
  private(set) var calls: [(at: Timestamp, request: PollRequest)] = []
  private var flights: [(done: Timestamp, request: PollRequest, outcome: PollEngine.Outcome)] = []

  init(at now: Timestamp = TimedExecution.start, latency: Duration = .zero, seed: UInt64 = 1, chance: Double? = nil) {
    let identity = ExecutionIdentity(
      place: .remote(name: "test"), machineName: "machine", executionName: "run-1", executionArn: FakeExecution.arn)
    engine = PollEngine(identity: identity, now: now)
    self.now = now
    self.latency = latency
    self.chance = chance
    random = SplitMix64(seed: seed)
  }

  /// Until `end`, or until the execution is over and nothing is left to do.
  /// - Parameter watch: sees the snapshot after every answer.
  mutating func run(
    until end: Timestamp, _ answer: (PollRequest, Timestamp) -> PollEngine.Outcome,
    watch: (ExecutionSnapshot, Timestamp) -> Void = { _, _ in }
  ) {
    while calls.count < 100_000 {
      while let request = engine.nextRequest(at: now) {
        calls.append((now, request))
        flights.append((now + latency, request, answer(request, now)))
      }
      guard let next = [flights.map(\.done).min(), engine.nextWake].compactMap({ $0 }).min(), next <= end else { break }
      now = max(now, next)
      if let at = flights.firstIndex(where: { $0.done <= now }) {
        let flight = flights.remove(at: at)
        engine.finish(flight.request, flight.outcome, at: now, chance: chance ?? Double.random(in: 0..<1, using: &random))
        watch(engine.snapshot, now)
      }
    }
    if engine.nextWake != nil || !flights.isEmpty { now = max(now, end) }
  }

  mutating func run(
    _ execution: TimedExecution, until end: Timestamp, watch: (ExecutionSnapshot, Timestamp) -> Void = { _, _ in }
  ) {
    run(until: end, { Simulation.outcome(of: $0, execution, at: $1) }, watch: watch)
  }

  static func outcome(of request: PollRequest, _ execution: TimedExecution, at now: Timestamp) -> PollEngine.Outcome {
    switch execution.answer(request.operation, request.input(executionArn: FakeExecution.arn), at: now) {
    case .document(let document): return .answer(document, wasThrottled: false)
    case .refusal(let code, let message):
      return .failure(AWSError(.service(code: code, message: message), operation: request.operation, status: 400))
    }
  }

  /// How many calls of the operations.
  func count(_ operations: String...) -> Int { calls.filter { operations.contains($0.request.operation) }.count }

  func times(_ operation: String) -> [Int64] {
    calls.filter { $0.request.operation == operation }.map { ($0.at - TimedExecution.start).milliseconds }
  }

  /// Calls of Step Functions.
  var statesCalls: Int { calls.filter { $0.request.lane != .tasks && $0.request.lane != .logs }.count }
}

/// Runs what computes for long on a thread of its own: tests that wait share a few threads with all others, and these have time limits.
func onThread<Result: Sendable>(_ body: @escaping @Sendable () -> Result) async -> Result {
  await withCheckedContinuation { continuation in
    Thread.detachNewThread { continuation.resume(returning: body()) }
  }
}

extension Array where Element: Comparable {
  /// The value below which `part` of the elements lie.
  func percentile(_ part: Double) -> Element? {
    guard !isEmpty else { return nil }
    return sorted()[Swift.min(count - 1, Int((Double(count) * part).rounded(.up)) - 1)]
  }
}
