import Canvas

/// Where a question is drawn, and whether all of it is seen there.
struct QuestionBox: Sendable {
  private(set) var area: Rect
  /// Text wrapped to the box, the question first.
  private(set) var lines: [StyledText]
  /// Columns between the frame and the text.
  private(set) var margin: Int
  /// Whether nothing of the question is left out.
  private(set) var isWhole: Bool
  let keys: StyledText

  /// Wide enough for an ARN where the screen is; wider, and without blank lines, where that has no room.
  init(_ question: Question, size: Size) {
    keys = QuestionBox.keys
    let wide = size.width < 80 ? size.width - 2 : min(96, size.width - 4)
    for (width, margin, isAiry) in [(wide, 3, true), (size.width - 2, 3, true), (size.width, 1, false)] {
      let lines = QuestionBox.lines(question, width: width - 2 * margin, isAiry: isAiry)
      let height = lines.count + 3
      self.margin = margin
      self.lines = lines
      isWhole = height <= size.height && width - 2 * margin >= QuestionBox.keys.width
      area = Rect(size).centred(Size(width: max(0, width), height: height))
      if isWhole { return }
    }
    self.margin = 1
    lines = QuestionBox.lines(question, width: size.width - 2, isAiry: false)
    isWhole = false
    area = Rect(size)
  }

  /// A size at which the whole question is seen: of the widths that terminals have the first that needs no more rows than it is used to.
  static func smallest(for question: Question) -> Size {
    for (width, height) in [(40, 10), (60, 20), (80, 24), (100, 30), (120, 40), (200, 60)] {
      let size = Size(width: width, height: height)
      if QuestionBox(question, size: size).isWhole { return size }
    }
    return Size(width: 200, height: lines(question, width: 198, isAiry: false).count + 3)
  }

  private static func lines(_ question: Question, width: Int, isAiry: Bool) -> [StyledText] {
    func wrapped(_ text: String, _ style: Style) -> [StyledText] {
      TextWidth.wrap(VisibleText.sanitise(text), columns: max(1, width)).map { StyledText($0, style) }
    }
    var result = wrapped(question.text, Style(.title, .bold))
    if isAiry, !question.notes.isEmpty { result.append(StyledText()) }
    for note in question.notes {
      if !note.isEmpty {
        result += wrapped(note.plain, note.runs.first?.style ?? Style(.muted))
      } else if isAiry {
        result.append(StyledText())
      }
    }
    if isAiry { result.append(StyledText()) }
    return result
  }

  private static let keys: StyledText = {
    var keys = StyledText("y", Style(.key))
    keys.append(" yes   ", Style(.muted))
    keys.append("n", Style(.key))
    keys.append(" no", Style(.muted))
    return keys
  }()
}
