import Canvas
import ExecutionSource
import Time

extension HeaderBar.Fact {
  /// Where it is: `prod 1234…9012 eu-west-1 read-only`.
  static func place(
    _ place: ExecutionIdentity.Place, account: String, region: String, isReadOnly: Bool, _ settings: MonitorSettings
  ) -> HeaderBar.Fact {
    let accent = Style(settings.accent ?? .title, .bold)
    func muted(_ text: String) -> StyledText { StyledText(text, Style(.muted)) }
    let readOnly = isReadOnly ? StyledText(" read-only", Style(.stateWaiting)) : StyledText()
    switch place {
    case .local(let detail):
      let head = StyledText("LOCAL", accent)
      let first = detail.split(separator: "·").first.map { String($0).trimmed } ?? ""
      return HeaderBar.Fact(
        forms: [head + muted(" · \(detail)"), head + muted(first.isEmpty ? "" : " · \(first)"), head].map { $0 + readOnly },
        costs: [1, 8])
    case .remote(let name):
      let head = StyledText(name, accent)
      let short = account.count > 8 ? "\(account.prefix(4))…\(account.suffix(4))" : account
      let facts = [short, region == name ? "" : region].filter { !$0.isEmpty }.joined(separator: " ")
      return HeaderBar.Fact(forms: [head + muted(facts.isEmpty ? "" : " \(facts)"), head].map { $0 + readOnly }, costs: [50])
    case .recording(let file):
      let name = file.split(separator: "/").last.map(String.init) ?? file
      return HeaderBar.Fact(forms: [StyledText("RECORDING", accent) + muted(" · \(name)"), StyledText("RECORDING", accent)], costs: [50])
    }
  }
}

extension HeaderBar {
  /// How old what is shown is, the longest form first: the age and when the endpoint is asked again; what is wrong where something is.
  /// - Parameter isFinal: Whether nothing new can come: then no age is said.
  static func ages(_ poll: PollStatus, isFinal: Bool, now: Timestamp, secrets: Set<String>) -> [StyledText] {
    let next = poll.next.map { TimeText.rough($0 - now) }
    if let problem = poll.problem, !poll.isThrottled || isFinal {
      let text = VisibleText.sanitise(Mask.text(problem, secrets: secrets))
      let again = isFinal ? "" : next.map { " · next in \($0)" } ?? ""
      // On a narrow line the sentence has no room: it stands elsewhere, and with all others behind `!`.
      return [text + again, text, cause(text) + again, cause(text), "! says why"].map { StyledText($0, Style(.stateFailed)) }
    }
    guard !isFinal else { return [] }
    let age = poll.asOf.map { "as of \(TimeText.rough(now - $0))" } ?? "nothing heard yet"
    let isOld = poll.asOf.map { now - $0 > HeaderBar.twoPolls } ?? true
    if poll.isThrottled {
      let wait = next.map { "throttled, next in \($0)" } ?? "throttled"
      let short = isOld ? "\(age) · \(wait)" : "polling · \(wait)"
      return ["\(age) · polling · \(wait)", short].map { StyledText($0, Style(.stateWaiting)) }
    }
    let style = Style(isOld ? .stateWaiting : .muted)
    return [next.map { "\(age) · next in \($0)" }, age].compactMap { $0 }.map { StyledText($0, style) }
  }

  /// What went wrong, without who was asked (it stands at the line's other end) and without what to do: `the connection was refused`.
  static func cause(_ problem: String) -> String {
    var rest = problem[...]
    if let scheme = rest.firstRange(of: "://"), let colon = rest[scheme.upperBound...].firstRange(of: ": ") {
      rest = rest[colon.upperBound...]
    }
    if let advice = rest.firstRange(of: "; ") { rest = rest[..<advice.lowerBound] }
    return String(rest)
  }

  /// Longer than two polls at the slowest pace of what is looked at.
  static let twoPolls = Duration.seconds(60)
}
