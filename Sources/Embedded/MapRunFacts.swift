import Engine
import Time

/// What DescribeMapRun tells.
package struct MapRunFacts: Sendable {
  package var arn: String
  /// The execution whose state it is.
  package var execution: ExecutionKey
  package var executionArn: String
  /// The Map state's name.
  package var state: String
  /// `arn:…:stateMachine:machine/label`.
  package var stateMachineArn: String
  /// `RUNNING`, `SUCCEEDED`, `FAILED` or `ABORTED`.
  package var status: String
  package var startedAt: Timestamp
  package var stoppedAt: Timestamp?
  /// 0 for no limit.
  package var maxConcurrency: Int
  package var toleratedFailureCount: Int
  package var toleratedFailurePercentage: Double
  package var items: MapRunTally
  package var executions: MapRunTally
  package var redriveCount: Int
  package var redrivenAt: Timestamp?
}

/// What UpdateMapRun changes; nil leaves a value as it is.
package struct MapRunLimits: Sendable, Equatable {
  package var maxConcurrency: Int?
  package var toleratedFailureCount: Int?
  package var toleratedFailurePercentage: Double?

  package init(maxConcurrency: Int? = nil, toleratedFailureCount: Int? = nil, toleratedFailurePercentage: Double? = nil) {
    self.maxConcurrency = maxConcurrency
    self.toleratedFailureCount = toleratedFailureCount
    self.toleratedFailurePercentage = toleratedFailurePercentage
  }
}

/// A Map Run in a tree.
struct RunningMap: Sendable {
  var run: MapRun
  let execution: ExecutionKey
  let startedAt: Timestamp
  var stoppedAt: Timestamp?
  var redrivenAt: Timestamp?
  /// Its children, by their index.
  var children: [ExecutionKey] = []
  /// What became of it is given to the engine once these writes are done.
  var writesLeft = 0
  var result: MapRunOutcome?
  /// Whether the engine knows what became of it.
  var isSettled = false

  init(_ run: MapRun, execution: ExecutionKey, startedAt: Timestamp) {
    self.run = run
    self.execution = execution
    self.startedAt = startedAt
  }

  var status: String {
    guard isSettled else { return "RUNNING" }
    return switch result ?? run.outcome {
    case .succeeded: "SUCCEEDED"
    case .failed: "FAILED"
    case .aborted: "ABORTED"
    case nil: "RUNNING"
    }
  }

  func facts(executionArn: String) -> MapRunFacts {
    MapRunFacts(
      arn: run.arn, execution: execution, executionArn: executionArn, state: run.state, stateMachineArn: run.stateMachineArn,
      status: status,
      startedAt: startedAt, stoppedAt: stoppedAt, maxConcurrency: run.maxConcurrency, toleratedFailureCount: run.toleratedFailureCount ?? 0,
      toleratedFailurePercentage: run.toleratedFailurePercentage ?? 0, items: run.itemCounts, executions: run.executionCounts,
      redriveCount: run.redriveCount, redrivenAt: redrivenAt)
  }
}
