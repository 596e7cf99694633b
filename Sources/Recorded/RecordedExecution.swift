import ECSModel
import ExecutionSource
import History
import StatesLanguage
import Time

/// An execution read from a file: the whole history at once, nothing that moves and nothing that can be changed. A monitor scrubs it by
/// taking prefixes of its events.
public struct RecordedExecution: ExecutionSource {
  private let whole: ExecutionSnapshot
  private let file: String

  /// - Parameters:
  ///   - document: the history; `document.definition` is not read here, since only a loaded definition knows its places.
  ///   - file: the file as the user gave it.
  ///   - definition: the machine, where one is at hand; without it the states are known by name and order of entering only.
  public init(_ document: HistoryDocument, file: String, definition: StateMachine?) {
    let index = HistoryIndex(document.events, facts: definition.map { MachineFacts(definition: $0.root.value) })
    let stem = RecordedExecution.stem(of: file)
    var snapshot = ExecutionSnapshot(
      identity: ExecutionIdentity(
        place: .recording(file: file), machineName: document.machineName ?? definition.map { RecordedExecution.stem(of: $0.file) } ?? stem,
        executionName: stem, isReadOnly: true))
    snapshot.revision = 1
    snapshot.definition = definition
    snapshot.status = index.status
    snapshot.events = document.events
    snapshot.tasks = index.ecsRecords(in: document.events).compactMap { record in
      ECSTask(record.task).map { TaskObservation(at: record.at, state: record.state, scheduledEventId: record.scheduledEvent, task: $0) }
    }
    snapshot.live.now = index.endedAt ?? index.lastEventAt ?? Timestamp(milliseconds: 0)
    whole = snapshot
    self.file = file
  }

  /// The one snapshot there is.
  public func snapshot() async -> ExecutionSnapshot { whole }

  /// The one snapshot there is.
  public func updates() -> AsyncStream<ExecutionSnapshot> {
    AsyncStream { continuation in
      continuation.yield(whole)
      continuation.finish()
    }
  }

  /// - Throws: always: nothing about a recording can be changed.
  @discardableResult
  public func perform(_ action: SourceAction) async throws(SourceRefusal) -> SourceAnswer {
    switch action {
    case .attend: return .done
    case .redrive, .startNew: throw SourceRefusal("nothing is started: \(file) is a recording; attach to the execution to redrive it")
    case .stopTask: throw SourceRefusal("nothing is stopped: \(file) is a recording; attach to the execution to stop its tasks")
    case .learnDurations: throw SourceRefusal("no past executions: \(file) is a recording; attach to the execution to compare with them")
    case .step, .stepOver, .stepOut, .stepBack, .resume, .pause, .selectCursor, .setBreakpoints, .skipWait, .edit, .succeedByHand,
      .failByHand:
      throw SourceRefusal("only in local runs: \(file) is a recording; move through its events with , and .")
    case .sendTaskSuccess, .sendTaskFailure, .sendTaskHeartbeat:
      throw SourceRefusal("nothing is sent: \(file) is a recording; attach to the execution to answer its tokens")
    case .stop: throw SourceRefusal("nothing is stopped: \(file) is a recording; attach to the execution to stop it")
    case .pollNow: throw SourceRefusal("nothing is polled: \(file) is a recording; attach to the execution to see what is new")
    }
  }

  /// Nothing runs that would have to be ended.
  public func close() async {}

  /// `nightly` of `out/nightly.json`.
  private static func stem(of file: String) -> String {
    let name = file.split(separator: "/").last.map(String.init) ?? file
    guard let dot = name.lastIndex(of: "."), dot != name.startIndex else { return name }
    return String(name[..<dot])
  }
}
