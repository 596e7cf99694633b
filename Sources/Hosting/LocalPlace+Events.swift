import ECSModel
import ExecutionSource
import History
import JSON
import Store

extension LocalPlace {
  /// The first events of an execution, as they are kept.
  func events(of arn: String, count: Int) throws(StoreFailure) -> EventLog {
    var log = EventLog()
    while log.count < count, let part = try store.events(of: arn, holding: log.count + 1) {
      let before = log.count
      for id in part.range where id > before && id <= count {
        let bytes = Array(part.bytes[part.start(of: id)..<part.end(of: id)])
        guard let json = try? JSONValue(parsing: bytes), let event = try? HistoryEvent(json: json) else {
          throw StoreFailure("The store \(store.folder.database) holds an event of \(arn) that cannot be read.")
        }
        log.append(event)
      }
      guard log.count > before else { break }
    }
    return log
  }
}

extension HistoryIndex {
  /// The task documents that events carry.
  func taskObservations(in log: EventLog) -> [TaskObservation] {
    ecsRecords(in: log).compactMap { record in
      ECSTask(record.task).map { TaskObservation(at: record.at, state: record.state, scheduledEventId: record.scheduledEvent, task: $0) }
    }
  }
}
