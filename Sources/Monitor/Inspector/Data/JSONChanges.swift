import JSON

/// What differs between two documents, by place.
struct JSONChanges: Sendable, Equatable {
  /// Places of the newer document that are new or have another value; of an object that changed only inside, the inner places.
  private(set) var changed: Set<JSONPointer> = []
  /// Places of the older document that are gone, in its order.
  private(set) var removed: [JSONPointer] = []
  /// More than this is not looked for: everything has changed then anyway.
  private static let most = 2_000

  init(from old: JSONValue, to new: JSONValue) { compare(old, new, JSONPointer()) }

  private mutating func compare(_ old: JSONValue, _ new: JSONValue, _ place: JSONPointer) {
    guard old != new, changed.count + removed.count < JSONChanges.most else { return }
    switch (old, new) {
    case (.object(let before), .object(let after)):
      for (key, value) in after {
        if let was = before[key] { compare(was, value, place.appending(key)) } else { changed.insert(place.appending(key)) }
      }
      for key in before.keys where after[key] == nil { removed.append(place.appending(key)) }
    case (.array(let before), .array(let after)):
      for (at, value) in after.enumerated() {
        if before.indices.contains(at) { compare(before[at], value, place.appending(at)) } else { changed.insert(place.appending(at)) }
      }
      for at in after.count..<max(after.count, before.count) { removed.append(place.appending(at)) }
    default: changed.insert(place)
    }
  }
}
