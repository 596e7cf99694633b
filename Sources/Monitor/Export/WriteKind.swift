/// What `W` writes.
enum WriteKind: String, Sendable, CaseIterable {
  case history, screen
  case screenSVG = "screen-svg"
  case graphSVG = "graph-svg"
  case graphDOT = "graph-dot"
  case graphMermaid = "graph-mermaid"

  var summary: String {
    switch self {
    case .history: "the events, as GetExecutionHistory gives them, secrets masked"
    case .screen: "this screen as text"
    case .screenSVG: "this screen as a picture"
    case .graphSVG: "the graph as a picture"
    case .graphDOT: "the graph for Graphviz"
    case .graphMermaid: "the graph for Mermaid"
    }
  }

  var suffix: String {
    switch self {
    case .history: "history.json"
    case .screen: "screen.txt"
    case .screenSVG: "screen.svg"
    case .graphSVG: "graph.svg"
    case .graphDOT: "graph.dot"
    case .graphMermaid: "graph.mmd"
    }
  }
}

/// What `y` copies.
enum CopyKind: String, Sendable, CaseIterable {
  case selected, arn, input, output, error, cause, token, command
}
