import Canvas
import JSON
import StatesLanguage

/// The state's own source with line numbers, the transition that was taken marked.
struct DefinitionTab: InspectorTab {
  let id = InspectorTabID.definition
  /// The most lines that become rows; a definition has at most a megabyte.
  private static let mostLines = 5_000

  func rows(_ context: TabContext) -> [Row] {
    guard let machine = context.snapshot.definition else {
      return TabText.sentence(
        "none", "This execution came without its definition: give it with --definition FILE.", width: context.width, style: Style(.muted))
    }
    guard let state = context.state else {
      return TabText.sentence(
        "none", "The definition has no state of this name: it is another version than the one that ran.", width: context.width,
        style: Style(.stateWaiting))
    }
    let first = state.nameRange.start.line
    let last = max(first, state.node.range.end.line)
    let source = SecretSource.masked(machine.source, state.node)
    let lines = source.split(separator: "\n", omittingEmptySubsequences: false).dropFirst(max(0, first - 1)).prefix(
      min(last - first + 1, DefinitionTab.mostLines))
    let marked = taken(context, state)
    let digits = String(last).count
    let indent = lines.filter { !$0.allSatisfy(\.isWhitespace) }.map { $0.prefix { $0 == " " }.count }.min() ?? 0
    let place = StyledText(
      "\(context.clean(machine.file.split(separator: "/").last.map(String.init) ?? machine.file)):\(first)", Style(.muted))
    let head = [Row(id: "place", place, kind: .heading)]
    // A state that shares its line with others has no lines of its own to show.
    if first == last, state.node.value.objectValue?.isEmpty == false {
      return head + JSONRows.rows(state.node.value, id: "source", secrets: context.secrets, unfolded: 20)
    }
    return head
      + lines.enumerated().map { at, line in
        let number = first + at
        let isTaken = marked.contains(number)
        var text = StyledText(
          TextWidth.padLeft(String(number), columns: digits) + " ", Style(isTaken ? .stateSucceeded : .faint))
        text.append(isTaken ? "\(context.glyphs.cursor) " : "  ", Style(.stateSucceeded, .bold))
        let source = String(line.dropFirst(indent).prefix(TabText.longest)).filter { $0 != "\r" }
        text.append(SourceText.styled(Mask.text(source, secrets: context.secrets)))
        return Row(id: "line\(number)", text, value: .text(String(line)))
      }
  }

  /// The lines of the fields that lead to the states that were entered next, and of what is running now.
  private func taken(_ context: TabContext, _ state: State) -> Set<Int> {
    var lines: Set<Int> = []
    let edges = context.index.edges.keys.filter { $0.from == state.name }
    func mark(_ target: Located<String>, isCatch: Bool) {
      if edges.contains(where: { $0.to == target.value && $0.isCatch == isCatch }) { lines.insert(target.range.start.line) }
    }
    if case .next(let next) = state.transition { mark(next, isCatch: false) }
    for catcher in state.catchers { mark(catcher.next, isCatch: true) }
    if case .choice(let choice) = state.kind {
      for rule in choice.rules { mark(rule.next, isCatch: false) }
      if let next = choice.defaultNext { mark(next, isCatch: false) }
    }
    if let visit = context.visit, visit.status.isActive { lines.insert(state.nameRange.start.line) }
    return lines
  }
}

/// A line of a definition in the colours of JSON. Works line by line and on YAML too: what it does not know stays plain.
enum SourceText {
  static func styled(_ line: String) -> StyledText {
    var text = StyledText()
    var rest = line[...]
    while let first = rest.first {
      if first == "\"" {
        let string = quoted(rest)
        rest = rest.dropFirst(string.count)
        let isKey = rest.drop { $0 == " " }.first == ":"
        text.append(String(string), Style(isKey ? .jsonKey : isExpression(string) ? .provenance : .jsonString))
      } else if first.isLetter || first.isNumber || first == "-" {
        let word = rest.prefix { $0.isLetter || $0.isNumber || "-.+_".contains($0) }
        rest = rest.dropFirst(word.count)
        text.append(String(word), Style(role(word, rest)))
      } else {
        text.append(String(first), Style(.muted))
        rest = rest.dropFirst()
      }
    }
    return text
  }

  private static func role(_ word: Substring, _ rest: Substring) -> Role {
    if rest.first == ":" { return .jsonKey }
    if ["true", "false", "null"].contains(word) { return .jsonLiteral }
    return JSONNumber(lexeme: String(word)) != nil ? .jsonNumber : .text
  }

  private static func isExpression(_ string: Substring) -> Bool {
    let inner = string.dropFirst()
    return inner.hasPrefix("$") || inner.hasPrefix("States.") || inner.hasPrefix("{%")
  }

  /// A string with its quotes, or what there is of it.
  private static func quoted(_ text: Substring) -> Substring {
    var end = text.index(after: text.startIndex)
    while end < text.endIndex, text[end] != "\"" {
      if text[end] == "\\" { end = text.index(after: end) }
      if end < text.endIndex { end = text.index(after: end) }
    }
    return end < text.endIndex ? text[...end] : text
  }
}
