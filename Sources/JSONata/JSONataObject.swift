import JSON

/// The names of an object's members and where each stands. Objects that were made alike share one, so that a place found in one of them is right for all.
final class JSONataShape {
  @exclusivity(unchecked) private(set) var keys: [String]
  @exclusivity(unchecked) private var places: [ExactKey: Int]?
  /// Shapes with one more member; the newest is looked at first.
  private var children: [ExactKey: JSONataShape] = [:]
  private var lastKey: String?
  private var lastChild: JSONataShape?
  /// Whether it belongs to one object alone and grows with it.
  let isOwned: Bool

  /// Members up to which shapes are shared: beyond, an object is a table rather than a record.
  static let sharedLimit = 24
  private static let scanLimit = 8

  init() {
    keys = []
    isOwned = false
  }

  private init(keys: [String], isOwned: Bool) {
    self.keys = keys
    self.isOwned = isOwned
    if keys.count > JSONataShape.scanLimit { places = JSONataShape.index(keys) }
  }

  private static func index(_ keys: [String]) -> [ExactKey: Int] {
    var places: [ExactKey: Int] = [:]
    places.reserveCapacity(keys.count * 2)
    for (at, key) in keys.enumerated() { places[ExactKey(key)] = at }
    return places
  }

  @inline(__always) func place(of key: String) -> Int? {
    if let places { return places[ExactKey(key)] }
    for at in 0..<keys.count where keys[at] == key && JSONText.isSame(keys[at], key) { return at }
    return nil
  }

  /// The shape with `key` behind the others.
  func adding(_ key: String) -> JSONataShape {
    if isOwned {
      keys.append(key)
      if places != nil { places?[ExactKey(key)] = keys.count - 1 } else { places = JSONataShape.index(keys) }
      return self
    }
    if let lastKey, let lastChild, JSONText.isSame(lastKey, key) { return lastChild }
    if keys.count >= JSONataShape.sharedLimit { return JSONataShape(keys: keys + [key], isOwned: true) }
    let child = children[ExactKey(key)] ?? JSONataShape(keys: keys + [key], isOwned: false)
    // A map of ever new keys must not fill the memory with shapes nobody uses again.
    if children.count < 64 { children[ExactKey(key)] = child }
    lastKey = key
    lastChild = child
    return child
  }

  /// A shape of one object's own, without one member.
  func removing(_ place: Int) -> JSONataShape {
    var rest = keys
    rest.remove(at: place)
    return JSONataShape(keys: rest, isOwned: true)
  }

  /// A copy for another object; shared ones need none.
  var forCopy: JSONataShape { isOwned ? JSONataShape(keys: keys, isOwned: true) : self }
}

/// A member's name, equal only to the same code points.
struct ExactKey: Hashable {
  let text: String
  init(_ text: String) { self.text = text }
  static func == (a: ExactKey, b: ExactKey) -> Bool { JSONText.isSame(a.text, b.text) }
  func hash(into hasher: inout Hasher) { hasher.combine(text) }
}

/// An object: members in the order in which they were made.
public final class JSONataObject {
  @exclusivity(unchecked) private(set) var shape: JSONataShape
  @exclusivity(unchecked) private(set) var values: [JSONataValue] = []

  init(_ shape: JSONataShape) { self.shape = shape }

  /// An object of a shape with a value for each of its members.
  init(shape: JSONataShape, values: [JSONataValue]) {
    self.shape = shape
    self.values = values
    for value in values { nesting = max(nesting, value.nesting + 1) }
  }

  /// How deep values lie within it. What a transform changes further in is not counted: the next transform's copy is.
  @exclusivity(unchecked) private(set) var nesting = 1
  /// What one costs in memory, in elements of arrays.
  static let weight = 8

  func reserve(_ count: Int) { values.reserveCapacity(count) }

  /// How many members there are.
  var count: Int { values.count }

  subscript(key: String) -> JSONataValue { shape.place(of: key).map { values[$0] } ?? .undefined }

  /// The member at a place that its shape gave.
  @inline(__always) func value(at place: Int) -> JSONataValue { values[place] }

  func set(_ key: String, _ value: JSONataValue) {
    nesting = max(nesting, value.nesting + 1)
    if let place = shape.place(of: key) {
      values[place] = value
    } else {
      shape = shape.adding(key)
      values.append(value)
    }
  }

  func remove(_ key: String) {
    guard let place = shape.place(of: key) else { return }
    shape = shape.removing(place)
    values.remove(at: place)
  }

  var keys: [String] { shape.keys }
  var members: [(String, JSONataValue)] { Array(zip(shape.keys, values)) }

  func copy(_ change: (JSONataValue) -> JSONataValue) -> JSONataObject {
    JSONataObject(shape: shape.forCopy, values: values.map(change))
  }
}
