/// One line of text in several styles.
public struct StyledText: Sendable, Hashable, ExpressibleByStringInterpolation {
  /// A piece in one style.
  public struct Run: Sendable, Hashable {
    /// The text as it came; it is sanitised when drawn.
    public var text: String
    /// The look of all of it.
    public var style: Style
    /// A piece of `text`, in the body's style where none is given.
    public init(_ text: String, _ style: Style = Style()) {
      self.text = text
      self.style = style
    }
  }

  /// The pieces from left to right; none is empty.
  public private(set) var runs: [Run]

  /// A line of these pieces; empty ones are left out.
  public init(runs: [Run] = []) { self.runs = runs.filter { !$0.text.isEmpty } }
  /// A line in one style.
  public init(_ text: String, _ style: Style = Style()) { self.init(runs: [Run(text, style)]) }
  /// A line in the body's style.
  public init(stringLiteral text: String) { self.init(text) }

  /// Whether there is no text at all.
  public var isEmpty: Bool { runs.isEmpty }
  /// The text alone.
  public var plain: String { runs.map(\.text).joined() }

  /// Columns it takes when drawn: of the sanitised text.
  public var width: Int { runs.reduce(0) { $0 + TextWidth.columns(VisibleText.sanitise($1.text)) } }

  /// Adds text at the end; it joins the last piece where the style is the same.
  public mutating func append(_ text: String, _ style: Style = Style()) {
    guard !text.isEmpty else { return }
    if let last = runs.indices.last, runs[last].style == style { runs[last].text += text } else { runs.append(Run(text, style)) }
  }

  /// Adds another line's pieces at the end.
  public mutating func append(_ other: StyledText) { for run in other.runs { append(run.text, run.style) } }

  /// This line with text added at its end.
  public func appending(_ text: String, _ style: Style = Style()) -> StyledText {
    var copy = self
    copy.append(text, style)
    return copy
  }

  /// Both lines, one after the other.
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

  /// The same text with every style changed.
  public func restyled(_ change: (Style) -> Style) -> StyledText {
    StyledText(runs: runs.map { Run($0.text, change($0.style)) })
  }
}
