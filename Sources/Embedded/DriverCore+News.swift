import Engine
import History
import Tasks

/// What became new in a tree since somebody last took it.
package struct DriverNews: Sendable {
  package var executions: [ExecutionNews] = []
  package var mapRuns: [MapRunFacts] = []
  /// Tokens that may be answered from now on, with their executions.
  package var tokens: [(token: String, execution: ExecutionKey)] = []
  /// Activity tasks that wait for a worker from now on.
  package var activities: [WaitingActivity] = []
  /// What nobody here performs, each a sentence.
  package var problems: [String] = []
}

/// An execution that is new or has changed.
package struct ExecutionNews: Sendable {
  package var facts: ExecutionFacts
  /// How many events were there before.
  package var firstEvent: Int
  package var events: [HistoryEvent]
}

/// What is noted on the way.
struct NewsMarks: Sendable {
  var executions: [ExecutionKey] = []
  var mapRuns: Set<Int> = []
  var tokens: [(token: String, execution: ExecutionKey)] = []
  var activities: [TaskRequest] = []
}

extension DriverCore {
  /// What became new since the last call. With `keepsEvents` off the events are given away; nothing else changes what the core does later.
  package mutating func takeNews() -> DriverNews {
    var all = DriverNews()
    for key in news.executions {
      if key == .root {
        all.executions.append(DriverCore.take(&root, keepsEvents: settings.keepsEvents))
      } else {
        all.executions.append(DriverCore.take(&children[changing: key].node, keepsEvents: settings.keepsEvents))
      }
    }
    all.mapRuns = news.mapRuns.sorted().map { mapRuns[$0].facts(executionArn: facts(at: mapRuns[$0].execution).identity.executionArn) }
    all.tokens = news.tokens
    all.activities = news.activities.compactMap(WaitingActivity.init)
    all.problems = problems.map(\.sentence)
    news = NewsMarks()
    problems = []
    return all
  }

  private static func take(_ node: inout ExecutionNode, keepsEvents: Bool) -> ExecutionNews {
    let fresh = Array(node.events[(node.taken - node.dropped)...])
    let told = ExecutionNews(facts: node.facts, firstEvent: node.taken, events: fresh)
    node.taken += fresh.count
    node.isChanged = false
    if !keepsEvents {
      node.events = EventLog()
      node.dropped = node.taken
    }
    return told
  }
}
