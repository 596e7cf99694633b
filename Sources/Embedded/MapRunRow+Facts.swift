import Engine
import ExecutionSource

extension MapRunRow {
  /// What the tree tells of a Map Run, as a screen reads it.
  init(_ facts: MapRunFacts) {
    self.init(
      arn: facts.arn, state: facts.state, status: facts.status, startedAt: facts.startedAt, stoppedAt: facts.stoppedAt,
      items: Counts(facts.items), executions: Counts(facts.executions), maxConcurrency: facts.maxConcurrency)
  }
}

extension MapRunRow.Counts {
  init(_ tally: MapRunTally) {
    self.init()
    (pending, running, succeeded, failed) = (tally.pending, tally.running, tally.succeeded, tally.failed)
    (timedOut, aborted, total, resultsWritten) = (tally.timedOut, tally.aborted, tally.total, tally.resultsWritten)
  }
}
