extension CellGrid {
  /// Fills `rect`, as far as it is inside, with one character; a wide one is drawn in pairs of columns, and a last odd column stays blank.
  public mutating func fill(_ rect: Rect, _ character: Character = " ", _ style: Style = Style()) {
    let area = rect.intersection(bounds)
    guard !area.isEmpty else { return }
    let shown = VisibleText.sanitise(String(character)).first ?? " "
    let width = TextWidth.columns(shown)
    for y in area.rows {
      var x = area.x
      while x < area.maxX {
        let fits = x + width <= area.maxX
        set(x, y, fits ? Cell(character: shown, width: UInt8(width), style: style) : Cell(style: style))
        x += fits ? width : 1
      }
    }
  }

  /// Changes the styles of the cells of `rect` and leaves their characters.
  public mutating func restyle(_ rect: Rect, _ change: (Style) -> Style) {
    let area = rect.intersection(bounds)
    for y in area.rows {
      for index in y * size.width + area.x..<y * size.width + area.maxX { cells[index].style = change(cells[index].style) }
    }
  }

  /// Lays the background of `role` under `rect`: a selected row, a bar.
  public mutating func underlay(_ rect: Rect, _ role: Role) {
    restyle(rect) {
      var style = $0
      style.background = role
      return style
    }
  }

  /// Draws a box along the inside of `rect`, with `title` in its upper left, `trailing` in its upper right. A box of fewer than two columns or
  /// rows is not drawn. Where both texts do not fit the title stays, and is cut where it does not fit either.
  public mutating func frame(
    _ rect: Rect, title: StyledText? = nil, trailing: StyledText? = nil, focused: Bool = false, glyphs: Glyphs = .unicode
  ) {
    guard rect.width >= 2, rect.height >= 2, !rect.intersection(bounds).isEmpty else { return }
    let style = Style(focused ? .borderFocus : .border)
    let right = rect.maxX - 1
    let bottom = rect.maxY - 1
    fill(Rect(x: rect.x, y: rect.y, width: rect.width, height: 1), glyphs.line([.left, .right]), style)
    fill(Rect(x: rect.x, y: bottom, width: rect.width, height: 1), glyphs.line([.left, .right]), style)
    fill(Rect(x: rect.x, y: rect.y, width: 1, height: rect.height), glyphs.line([.up, .down]), style)
    fill(Rect(x: right, y: rect.y, width: 1, height: rect.height), glyphs.line([.up, .down]), style)
    let corners: [(Int, Int, Glyphs.Sides)] = [
      (rect.x, rect.y, [.down, .right]), (right, rect.y, [.down, .left]), (rect.x, bottom, [.up, .right]), (right, bottom, [.up, .left]),
    ]
    for (x, y, sides) in corners { put(String(glyphs.line(sides)), x: x, y: y, style) }
    frameTexts(rect, title, trailing, style, glyphs)
  }

  /// ` title ` begins two columns in; ` trailing ` ends two columns before the end.
  private mutating func frameTexts(_ rect: Rect, _ title: StyledText?, _ trailing: StyledText?, _ style: Style, _ glyphs: Glyphs) {
    var room = rect.width - 6
    guard room > 0 else { return }
    if let title, !title.isEmpty {
      let text = title.truncated(columns: room, ellipsis: glyphs.ellipsis)
      let line = StyledText(" ", style) + text + StyledText(" ", style)
      room -= put(line, x: rect.x + 2, y: rect.y, clip: rect) + 1
    }
    guard let trailing, !trailing.isEmpty else { return }
    let width = trailing.width
    guard width + 2 <= room + 2, width <= room else { return }
    let line = StyledText(" ", style) + trailing + StyledText(" ", style)
    put(line, x: rect.maxX - 4 - width, y: rect.y, clip: rect)
  }

  /// Copies `grid` so that its upper left cell comes to `point`; what falls outside is left out, a wide character cut by an edge becomes a space.
  public mutating func blit(_ grid: CellGrid, at point: Point, clip: Rect? = nil) {
    let placed = Rect(x: point.x, y: point.y, width: grid.width, height: grid.height)
    let area = placed.intersection(clip.map { $0.intersection(bounds) } ?? bounds)
    guard !area.isEmpty else { return }
    for y in area.rows {
      for x in area.columns {
        var cell = grid.cells[(y - point.y) * grid.width + (x - point.x)]
        if cell.width == 0 {
          if x > area.x { continue }
          cell = Cell(style: cell.style)
        } else if cell.width == 2 && x + 1 >= area.maxX {
          cell = Cell(style: cell.style)
        }
        set(x, y, cell)
      }
    }
  }

  /// The rows as text, without trailing blanks.
  public var text: [String] {
    (0..<height).map { y in
      var row = ""
      for x in 0..<width where self[x, y].width != 0 { row.append(self[x, y].character) }
      while row.last == " " { row.removeLast() }
      return row
    }
  }

  /// The roles, one letter a cell (`Role.letter`): of the character where there is one, else of the background, else a blank; trailing
  /// blanks left out.
  public var styles: [String] {
    (0..<height).map { y in
      var row = ""
      for x in 0..<width {
        let cell = self[x, y]
        if !cell.isBlank || cell.width == 0 { row.append(cell.style.role.letter) } else { row.append(cell.style.background?.letter ?? " ") }
      }
      while row.last == " " { row.removeLast() }
      return row
    }
  }
}
