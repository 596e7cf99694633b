/// The members of a JSON object in the order they were written. A key stands once: setting it again changes the value in place.
public struct JSONObject: Sendable {
  @usableFromInline var members: [(key: String, value: JSONValue)]
  /// Key to position, kept once there are more members than a scan is quicker for.
  @usableFromInline var index: [ExactText: Int]?

  @usableFromInline static let scanLimit = 12

  /// An empty object.
  @inlinable public init() { members = [] }

  /// The members of `pairs`; of equal keys the last value wins, in the first one's place.
  public init(_ pairs: some Sequence<(String, JSONValue)>) {
    self.init()
    for (key, value) in pairs { self[key] = value }
  }

  /// How many members there are.
  @inlinable public var count: Int { members.count }
  /// Whether there is no member.
  @inlinable public var isEmpty: Bool { members.isEmpty }
  /// The names in order.
  @inlinable public var keys: [String] { members.map(\.key) }
  /// The values in order.
  @inlinable public var values: [JSONValue] { members.map(\.value) }

  @usableFromInline func position(of key: String) -> Int? {
    if let index { return index[ExactText(text: key)] }
    return members.firstIndex { JSONText.isSame($0.key, key) }
  }

  /// The value of `key`; assigning nil removes the member.
  public subscript(key: String) -> JSONValue? {
    get { position(of: key).map { members[$0].value } }
    set {
      if let newValue {
        if let at = position(of: key) {
          members[at].value = newValue
        } else {
          append(key, newValue)
        }
      } else if let at = position(of: key) {
        members.remove(at: at)
        reindex()
      }
    }
  }

  /// Adds a member whose key is known to be new.
  @usableFromInline mutating func append(_ key: String, _ value: JSONValue) {
    members.append((key, value))
    if index != nil {
      index?[ExactText(text: key)] = members.count - 1
    } else if members.count > JSONObject.scanLimit {
      reindex()
    }
  }

  private mutating func reindex() {
    guard members.count > JSONObject.scanLimit else {
      index = nil
      return
    }
    var map = [ExactText: Int](minimumCapacity: members.count * 2)
    for (at, member) in members.enumerated() { map[ExactText(text: member.key)] = at }
    index = map
  }
}

/// A text that equals only the same sequence of code points.
@usableFromInline struct ExactText: Hashable, Sendable {
  @usableFromInline let text: String

  @usableFromInline init(text: String) { self.text = text }

  @usableFromInline static func == (a: ExactText, b: ExactText) -> Bool { JSONText.isSame(a.text, b.text) }
  /// Equivalent texts share a hash value, which is rare and harmless.
  @usableFromInline func hash(into hasher: inout Hasher) { hasher.combine(text) }
}

extension JSONObject: RandomAccessCollection {
  /// 0.
  @inlinable public var startIndex: Int { 0 }
  /// The number of members.
  @inlinable public var endIndex: Int { members.count }
  /// The member at a position.
  @inlinable public subscript(position: Int) -> (key: String, value: JSONValue) { members[position] }
}

extension JSONObject: Equatable {
  /// Objects are equal when they hold the same members, in any order.
  public static func == (a: JSONObject, b: JSONObject) -> Bool {
    a.count == b.count && a.allSatisfy { b[$0.key] == $0.value }
  }
}

extension JSONObject: Hashable {
  /// Equal values hash alike.
  public func hash(into hasher: inout Hasher) {
    var sum = 0
    for (key, value) in members {
      var each = Hasher()
      each.combine(ExactText(text: key))
      each.combine(value)
      sum &+= each.finalize()
    }
    hasher.combine(sum)
  }
}

extension JSONObject: ExpressibleByDictionaryLiteral {
  /// The members in order; of those with one name the last counts.
  public init(dictionaryLiteral elements: (String, JSONValue)...) { self.init(elements) }
}
