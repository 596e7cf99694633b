import AWS
import ExecutionSource
import History
import Time

extension RemoteSource {
  /// Between two histories of a survey: one call a second, whatever else is asked.
  static let betweenSurveys = Duration.seconds(1)

  /// Finds out how long the machine's states usually take. What is known so far is in the snapshot after each history; cancelling the task, or closing the source, ends it.
  func learnDurations() async throws(SourceRefusal) {
    guard !isLearning else { throw SourceRefusal("how long states usually take is being found out already") }
    guard !engine.snapshot.identity.machineName.contains("/") else {
      throw SourceRefusal("a Map Run's child executions are not listed by their machine; ask in the execution that the Map Run belongs to")
    }
    isLearning = true
    defer { isLearning = false }
    var survey = DurationSurvey(
      machineArn: machineArn, excluding: executionArn,
      facts: engine.snapshot.definition.map { MachineFacts(definition: $0.root.value) })
    let client = states.inBackground()
    var lastProblem: AWSError?
    while let request = survey.request, !Task.isCancelled, !isClosed {
      do throws(AWSError) {
        let answer = try await client.call(request.operation, survey.input(of: request))
        if !survey.accept(answer) { throw AWSError(.unreadable("answered without a list"), operation: request.operation) }
      } catch {
        // One history that cannot be had leaves the others; without a list there is nothing.
        guard case .history = request, !error.isCancellation else { throw SourceRefusal("\(error)") }
        lastProblem = error
        survey.skip()
      }
      let durations = survey.durations
      if !durations.isEmpty, durations != engine.snapshot.usualDurations {
        engine.update { $0.usualDurations = durations }
        publish()
      }
      if survey.request != nil { _ = try? await runtime.sleep(RemoteSource.betweenSurveys) }
    }
    guard !Task.isCancelled, !isClosed else { throw SourceRefusal("finding out how long states usually take was given up") }
    guard survey.total > 0 else {
      throw SourceRefusal("no other execution of this machine has succeeded yet, so nothing tells how long its states usually take")
    }
    if survey.durations.isEmpty, let lastProblem { throw SourceRefusal("\(lastProblem)") }
    let count = survey.surveyed == 1 ? "1 execution" : "\(survey.surveyed) executions"
    engine.record(AuditLine(at: runtime.now(), text: "learned from \(count) how long states usually take"))
    publish()
  }
}
