import History

/// What `&` keeps in a list of executions: statuses by their words, and a text that names hold.
struct BrowseFilter: Sendable, Equatable {
  /// Empty keeps all.
  private(set) var statuses: [ExecutionStatus] = []
  private(set) var text: SearchQuery?

  var isEmpty: Bool { statuses.isEmpty && text == nil }

  /// The one status that the endpoint itself can filter by; nil where there is none or are several.
  var endpointStatus: ExecutionStatus? { statuses.count == 1 ? statuses[0] : nil }

  init() {}

  /// Reads `failed nightly`: words that are a status's name in any case filter by it, the rest by name.
  /// - Parameter knowsStatus: Whether the rows have a status at all.
  init(_ line: String, knowsStatus: Bool) {
    var rest: [Substring] = []
    for word in line.split(separator: " ") {
      if knowsStatus, let status = BrowseFilter.status(String(word)) {
        if !statuses.contains(status) { statuses.append(status) }
      } else {
        rest.append(word)
      }
    }
    text = SearchQuery(rest.joined(separator: " "))
  }

  static func status(_ word: String) -> ExecutionStatus? {
    let upper = word.uppercased().replacing("-", with: "_")
    return ExecutionStatus.allCases.first { $0.rawValue == upper }
  }

  func keeps(name: String, status: ExecutionStatus?) -> Bool {
    if !statuses.isEmpty, let status, !statuses.contains(status) { return false }
    return text?.matches(name) ?? true
  }

  /// As it is typed again, and as it stands in the frame.
  var line: String { (statuses.map { $0.rawValue } + [text?.text].compactMap { $0 }).joined(separator: " ") }
}

extension ExecutionStatus {
  /// Whether it ended otherwise than well.
  var isBad: Bool { self == .failed || self == .timedOut || self == .aborted }
}
