extension Breakpoint {
  /// Reads `STATE`, `STATE:EXPRESSION`, `STATE if EXPRESSION`, or `on error`: the grammar of `--break` and `:break`. The longest beginning that is a state's name wins, since names may hold colons.
  ///
  /// Nil when no state of `stateNames` begins the text.
  public init?(_ text: String, stateNames: [String]) {
    let text = text.trimmed
    if ["on error", "on-error"].contains(text) {
      self.init(place: .failure)
      return
    }
    let names = stateNames.filter { text.hasPrefix($0) }.sorted { $0.count > $1.count }
    for name in names {
      let rest = String(text.dropFirst(name.count)).trimmed
      if rest.isEmpty {
        self.init(place: .state(name))
        return
      }
      for separator in [":", "if "] where rest.hasPrefix(separator) {
        let condition = String(rest.dropFirst(separator.count)).trimmed
        guard !condition.isEmpty else { continue }
        self.init(place: .state(name), condition: condition)
        return
      }
    }
    return nil
  }
}

extension String {
  fileprivate var trimmed: String {
    var rest = Substring(self)
    while rest.first?.isWhitespace == true { rest = rest.dropFirst() }
    while rest.last?.isWhitespace == true { rest = rest.dropLast() }
    return String(rest)
  }
}
