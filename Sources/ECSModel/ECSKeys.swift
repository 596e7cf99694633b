import JSON
import Time

/// The two spellings of ECS's member names: `taskArn` in the API and its emulators, `TaskArn` in Step Functions.
///
/// Only names are recased, never values, and only where they are ECS's: the members of log options, labels and HTTP headers are somebody
/// else's names.
public enum ECSKeys {
  /// `taskArn` → `TaskArn`.
  public static func pascal(_ name: String) -> String { name.prefix(1).uppercased() + name.dropFirst() }
  /// `TaskArn` → `taskArn`.
  public static func camel(_ name: String) -> String { name.prefix(1).lowercased() + name.dropFirst() }

  /// A document with every member name in the form Step Functions shows.
  public static func pascal(_ value: JSONValue) -> JSONValue { recased(value, by: pascal) }
  /// A document with every member name in the API's form.
  public static func camel(_ value: JSONValue) -> JSONValue { recased(value, by: camel) }

  /// Members whose own members are names the user or HTTP chose.
  private static let maps: Set<String> = ["options", "dockerLabels", "labels", "driverOpts", "allHttpHeaders", "httpHeaders"]

  private static func recased(_ value: JSONValue, by rename: (String) -> String) -> JSONValue {
    switch value {
    case .array(let elements): .array(elements.map { recased($0, by: rename) })
    case .object(let object):
      .object(JSONObject(object.map { (rename($0.key), maps.contains(camel($0.key)) ? $0.value : recased($0.value, by: rename)) }))
    default: value
    }
  }
}

extension JSONValue {
  /// The member `name` (in camel case) in whichever of the two spellings it is written; a JSON null counts as absent.
  func field(_ name: String) -> JSONValue? {
    guard let found = self[name] ?? self[ECSKeys.pascal(name)], !found.isNull else { return nil }
    return found
  }

  /// `name` as this object spells it.
  func spelling(of name: String) -> String? {
    if self[name] != nil { return name }
    let pascal = ECSKeys.pascal(name)
    return self[pascal] == nil ? nil : pascal
  }

  /// A member's text: a string as it is, a number or boolean as written.
  func text(_ name: String) -> String? { field(name)?.scalarText }

  /// A member's strings; elements of other types in their JSON form, so that a wrong request is still shown.
  func texts(_ name: String) -> [String]? { field(name)?.arrayValue?.map { $0.stringValue ?? $0.compact } }

  /// A member's elements, at most as many as any ECS document can have.
  func list(_ name: String) -> [JSONValue] { Array((field(name)?.arrayValue ?? []).prefix(ECSLimits.listLength)) }

  /// A whole number, also when written as a string (`"256"`).
  func integer(_ name: String) -> Int? {
    guard let value = field(name) else { return nil }
    return value.integerValue ?? value.stringValue.flatMap { Int($0) }
  }

  /// A moment in any of the forms ECS's answers take.
  func moment(_ name: String) -> Timestamp? { field(name).flatMap { Timestamp(ecs: $0) } }

  /// A string, number or boolean as text; nil for everything else.
  var scalarText: String? {
    switch self {
    case .string(let text): text
    case .number(let number): number.lexeme
    case .bool(let flag): flag ? "true" : "false"
    default: nil
    }
  }
}

/// Bounds on what is kept of a document that came from outside.
enum ECSLimits {
  /// ECS allows 10 containers and 50 tags; documents with more than this are not ECS's.
  static let listLength = 1_000
}
