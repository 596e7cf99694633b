/// The cursors of an engine by key, oldest first: a value, although cursors are changed in place.
///
/// Few run at once (a Map has forty), keys only grow, and the one that moves is mostly the newest: a sorted array is quicker than a dictionary.
struct CursorTable: Sendable {
  private var entries: [EngineCursor] = []

  var isEmpty: Bool { entries.isEmpty }

  /// In the order in which they came to be.
  var all: [EngineCursor] { entries }

  var newest: EngineCursor? { entries.last }

  /// A cursor to look at; nil when there is none of this key.
  subscript(key: CursorKey) -> EngineCursor? { place(of: key).map { entries[$0] } }

  /// A cursor to change: from now on this table alone holds it.
  mutating func unique(_ key: CursorKey) -> EngineCursor? {
    guard let at = place(of: key) else { return nil }
    if !isKnownUniquelyReferenced(&entries[at]) { entries[at] = entries[at].copied() }
    return entries[at]
  }

  /// Adds a cursor, in place of one of the same key.
  mutating func insert(_ cursor: EngineCursor) {
    guard let last = entries.last, last.key >= cursor.key else { return entries.append(cursor) }
    let at = firstPlace(from: cursor.key)
    if entries[at].key == cursor.key { entries[at] = cursor } else { entries.insert(cursor, at: at) }
  }

  mutating func remove(_ key: CursorKey) { if let at = place(of: key) { entries.remove(at: at) } }

  /// The cursors that run inside a cursor's state.
  func children(of key: CursorKey) -> [EngineCursor] { entries.filter { $0.parent == key } }

  private func place(of key: CursorKey) -> Int? {
    if let last = entries.last, last.key == key { return entries.count - 1 }
    let at = firstPlace(from: key)
    return at < entries.count && entries[at].key == key ? at : nil
  }

  /// The first place whose key is not smaller.
  private func firstPlace(from key: CursorKey) -> Int {
    var low = 0
    var high = entries.count
    while low < high {
      let middle = (low + high) / 2
      if entries[middle].key < key { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
