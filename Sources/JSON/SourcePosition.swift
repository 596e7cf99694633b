/// A place in a source text: line and column count from 1, the column in Unicode scalars, the offset in UTF-8 bytes from 0.
///
/// Kept in twelve bytes, since every node of a definition has two: a text of 4 GiB and more is beyond every limit of a reader.
public struct SourcePosition: Sendable, Hashable, Comparable {
  private let packedLine: UInt32
  private let packedColumn: UInt32
  private let packedOffset: UInt32

  /// From 1.
  public var line: Int { Int(packedLine) }
  /// From 1, in Unicode scalars.
  public var column: Int { Int(packedColumn) }
  /// In bytes, from 0.
  public var offset: Int { Int(packedOffset) }

  /// From its parts.
  public init(line: Int, column: Int, offset: Int) {
    packedLine = UInt32(clamping: line)
    packedColumn = UInt32(clamping: column)
    packedOffset = UInt32(clamping: offset)
  }

  /// The first character of a text.
  public static let start = SourcePosition(line: 1, column: 1, offset: 0)

  /// Whether `a` comes before `b` in the text.
  public static func < (a: SourcePosition, b: SourcePosition) -> Bool { a.offset < b.offset }
}

/// From the first character of something up to, not including, the one after its last.
public struct SourceRange: Sendable, Hashable {
  /// Its first character.
  public var start: SourcePosition
  /// Behind its last character.
  public var end: SourcePosition

  /// From its parts.
  public init(start: SourcePosition, end: SourcePosition) {
    self.start = start
    self.end = end
  }
}
