/// One cell of the screen: a grapheme with its style.
public struct Cell: Sendable, Equatable {
  /// One grapheme, sanitised; never empty. A blank in the right half of a wide one.
  public var character: Character
  /// Columns it takes: 1, or 2 where it is wide, or 0 in the right half of a wide one.
  public var width: UInt8
  /// What it means.
  public var style: Style

  /// A blank where nothing is given. Whoever gives a character answers for its being one grapheme of that width, sanitised.
  public init(character: Character = " ", width: UInt8 = 1, style: Style = Style()) {
    self.character = character
    self.width = width
    self.style = style
  }

  /// Whether nothing is to be seen in it but its background.
  public var isBlank: Bool { character == " " }
}
