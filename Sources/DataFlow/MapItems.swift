import JSON

/// What a Map goes through: the elements of an array, or the pairs of an object.
public struct MapItems: Sendable {
  /// Of an object each item is `{"Key": …, "Value": …}`: what an iteration gets.
  public var items: [JSONValue]
  /// Whether they are pairs of an object.
  public var areKeyed = false

  /// The elements of an array.
  public init(_ items: [JSONValue]) { self.items = items }

  /// Nil for what cannot be gone through.
  /// - Parameter takesObjects: Step Functions documents objects for every Map, but recordings refuse them in an inline one.
  public init?(_ value: JSONValue, takesObjects: Bool) {
    switch value {
    case .array(let found): items = found
    case .object(let object) where takesObjects:
      items = object.map { ["Key": .string($0.key), "Value": $0.value] }
      areKeyed = true
    default: return nil
    }
  }

  /// How the context object shows an item: of a pair the value, and its key beside it.
  public static func entry(_ index: Int, _ item: JSONValue, isKeyed: Bool, source: String = "STATE_DATA") -> ContextObject.MapItem {
    guard isKeyed else { return ContextObject.MapItem(index: index, value: item, source: source) }
    return ContextObject.MapItem(index: index, value: item["Value"] ?? .null, key: item["Key"]?.stringValue, source: source)
  }
}
