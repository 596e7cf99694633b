import DataFlow
import History
import JSON
import StatesLanguage
import Time

/// Distributed Maps: the state's own events; the Map Run itself is run by whoever drives.
extension ExecutionEngine {
  /// The cursors whose Map Runs run.
  var runningMapRuns: [CursorKey] {
    cursors.all.filter { if case .mapRun = $0.phase { true } else { false } }.map(\.key)
  }

  mutating func startMapRun(_ cursor: inout EngineCursor, _ input: JSONValue, _ step: inout EngineStep) throws(DataFlowError) {
    guard let distributed = cursor.state.distributed else { return }
    let state = cursor.state
    var items: MapItems?
    // The items of a reader are not known yet, and its ItemsPath is passed over.
    if distributed.reader == nil {
      items = try evaluate(cursor, input: input) { context throws(DataFlowError) in try state.items(context) }
    }
    cursor.last = emit(.mapStateStarted, after: cursor.last, .mapStarted(length: items?.items.count ?? 0), &step)
    var setup = try evaluate(cursor, input: input) { context throws(DataFlowError) in
      var setup = MapRun.Setup(
        environment: context, items: items, concurrency: try state.maxConcurrency(context), tolerances: try state.tolerances(context))
      setup.batching = try distributed.batcher?.evaluate(&context)
      setup.writing = try distributed.writer?.evaluate(&context)
      if let reader = distributed.reader { try reader.evaluate(&context, into: &setup) }
      return setup
    }
    // The run draws chance of its own.
    setup.environment.random = SplitMix64(seed: random.expressions.next())
    let run = MapRun(cursor, fields: state, distributed: distributed, setup: setup, in: &self)
    cursor.last = emit(.mapRunStarted, after: cursor.last, .mapRunStarted(mapRunArn: run.arn), &step)
    cursor.visit.children.mapRunStarted = cursor.last
    cursor.visit.children.mapRunArn = run.arn
    cursor.phase = .mapRun
    keep(cursor, &step, ready: false)
    if status == .running { step.output.effects.append(.startMapRun(run)) }
  }

  /// Records what a Map Run came to. Late news of a run that nobody waits for is passed over.
  mutating func mapRunEnded(_ key: CursorKey, _ outcome: MapRunOutcome, _ step: inout EngineStep) {
    guard let cursor = cursors.unique(key), case .mapRun = cursor.phase else { return }
    let started = cursor.last
    switch outcome {
    case .succeeded(let result):
      let succeeded = emit(.mapRunSucceeded, after: started, &step)
      emit(.mapStateSucceeded, after: succeeded, &step)
      cursor.phase = .finished(result)
    case .failed(let error, let cause):
      cursor.last = emit(.mapRunFailed, after: started, .failed(error: error, cause: cause), &step)
      cursor.phase = .failed(StateFailure(error: error, cause: cause))
      cursor.visit.children.hasFailed = true
    case .aborted:
      cursor.last = emit(.mapRunAborted, after: started, &step)
      cursor.phase = .failed(StateFailure(error: "States.TaskFailed", cause: "The Map Run was aborted"))
      cursor.visit.children.hasFailed = true
    }
    keep(cursor, &step)
  }
}

extension ItemReaderFields {
  /// What is read, with everything that could fail before a bucket is asked.
  func evaluate(_ context: inout EvaluationContext, into setup: inout MapRun.Setup) throws(DataFlowError) {
    let parameters = try parameters?.evaluate(&context) ?? .object([:])
    let maximum = try maximum?.integerOrText(context)
    do throws(ItemReaderError) {
      if let maximum, maximum < 0 { throw ItemReaderError("field MaxItems must be positive") }
      setup.reading = try ItemReading(api: api, parameters: parameters, configuration: configuration, maximum: maximum)
    } catch {
      setup.readerFailure = error.cause
    }
  }
}

extension ItemBatcherFields {
  func evaluate(_ context: inout EvaluationContext) throws(DataFlowError) -> ItemBatching {
    ItemBatching(items: try items?.integerOrText(context), bytes: try bytes?.integerOrText(context), input: try input?.evaluate(&context))
  }
}

extension ResultWriterFields {
  func evaluate(_ context: inout EvaluationContext) throws(DataFlowError) -> ResultWriting {
    let parameters = try parameters?.evaluate(&context) ?? .object([:])
    return ResultWriting(
      bucket: writes ? parameters["Bucket"]?.stringValue ?? "" : nil, prefix: parameters["Prefix"]?.stringValue ?? "",
      transformation: transformation, isLines: isLines)
  }
}
