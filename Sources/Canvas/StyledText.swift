/// One line of text in several styles.
public struct StyledText: Sendable, Hashable, ExpressibleByStringInterpolation {
  /// A piece in one style.
  public struct Run: Sendable, Hashable {
    public var text: String
    public var style: Style
    public init(_ text: String, _ style: Style = Style()) {
      self.text = text
      self.style = style
    }
  }

  public private(set) var runs: [Run]

  public init(runs: [Run] = []) { self.runs = runs.filter { !$0.text.isEmpty } }
  public init(_ text: String, _ style: Style = Style()) { self.init(runs: [Run(text, style)]) }
  public init(stringLiteral text: String) { self.init(text) }

  public var isEmpty: Bool { runs.isEmpty }
  /// The text alone.
  public var plain: String { runs.map(\.text).joined() }

  /// Columns it takes when drawn: of the sanitised text.
  public var width: Int { runs.reduce(0) { $0 + TextWidth.columns(VisibleText.sanitise($1.text)) } }

  public mutating func append(_ text: String, _ style: Style = Style()) {
    guard !text.isEmpty else { return }
    if let last = runs.indices.last, runs[last].style == style { runs[last].text += text } else { runs.append(Run(text, style)) }
  }

  public mutating func append(_ other: StyledText) { for run in other.runs { append(run.text, run.style) } }

  public func appending(_ text: String, _ style: Style = Style()) -> StyledText {
    var copy = self
    copy.append(text, style)
    return copy
  }

  public static func + (a: StyledText, b: StyledText) -> StyledText {
    var sum = a
    sum.append(b)
    return sum
  }

  /// Cut to `columns`; a cut line ends with `ellipsis` in the style of the run that was cut.
  public func truncated(columns limit: Int, ellipsis: String = "…") -> StyledText {
    guard width > limit else { return self }
    var result = StyledText()
    var room = limit - TextWidth.columns(ellipsis)
    guard room >= 0 else { return StyledText(TextWidth.prefix(ellipsis, columns: limit), runs.first?.style ?? Style()) }
    for run in runs {
      let text = VisibleText.sanitise(run.text)
      let columns = TextWidth.columns(text)
      if columns <= room {
        result.append(text, run.style)
        room -= columns
      } else {
        result.append(TextWidth.prefix(text, columns: room) + ellipsis, run.style)
        break
      }
    }
    return result
  }

  public mutating func truncate(columns limit: Int, ellipsis: String = "…") { self = truncated(columns: limit, ellipsis: ellipsis) }

  /// The same text with every style changed.
  public func restyled(_ change: (Style) -> Style) -> StyledText {
    StyledText(runs: runs.map { Run($0.text, change($0.style)) })
  }
}
