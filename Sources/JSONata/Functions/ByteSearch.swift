/// Finds bytes in bytes, in time that grows with their number whatever they are: what was compared once is not compared again (Knuth, Morris and Pratt).
struct ByteSearch {
  private let wanted: [UInt8]
  /// For each beginning of what is wanted: how long a beginning of it it ends with.
  private let borders: [Int]

  /// - Parameter wanted: One byte at least.
  init(_ wanted: [UInt8]) {
    self.wanted = wanted
    var borders = [Int](repeating: 0, count: wanted.count)
    var length = 0
    for at in wanted.indices.dropFirst() {
      while length > 0, wanted[at] != wanted[length] { length = borders[length - 1] }
      if wanted[at] == wanted[length] { length += 1 }
      borders[at] = length
    }
    self.borders = borders
  }

  /// Where it stands first, from `start` on.
  func first(in bytes: [UInt8], from start: Int) -> Int? {
    var length = 0
    var at = start
    while at < bytes.count {
      while length > 0, bytes[at] != wanted[length] { length = borders[length - 1] }
      if bytes[at] == wanted[length] { length += 1 }
      at += 1
      if length == wanted.count { return at - length }
    }
    return nil
  }
}
