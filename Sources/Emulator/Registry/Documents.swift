import Hosting
import JSON
import StatesLanguage
import Time

/// How the registry's things are written as documents and read again. Times are milliseconds since 1970.
enum DocumentKind {
  static let machine = "stateMachine"
  static let version = "stateMachineVersion"
  static let alias = "stateMachineAlias"
  static let activity = "activity"
  static let tags = "tags"
}

extension Timestamp {
  fileprivate var json: JSONValue { .number(JSONNumber(Int(milliseconds))) }

  fileprivate init(_ value: JSONValue?) { self.init(milliseconds: Int64(value?.integerValue ?? 0)) }
}

extension MachineRevision {
  fileprivate var members: [(String, JSONValue)] {
    var all: [(String, JSONValue)] = [
      ("definition", .string(definition)), ("roleArn", .string(roleArn)), ("updateDate", updateDate.json),
      ("loggingConfiguration", logging), ("tracingConfiguration", tracing), ("encryptionConfiguration", encryption),
    ]
    if let revisionId { all.append(("revisionId", .string(revisionId))) }
    return all
  }

  fileprivate init(document: JSONValue) {
    self.init(
      definition: document["definition"]?.stringValue ?? "", roleArn: document["roleArn"]?.stringValue ?? "",
      revisionId: document["revisionId"]?.stringValue, updateDate: Timestamp(document["updateDate"]),
      logging: document["loggingConfiguration"] ?? Configurations.noLogging,
      tracing: document["tracingConfiguration"] ?? Configurations.noTracing,
      encryption: document["encryptionConfiguration"] ?? Configurations.ownedKey)
  }
}

extension MachineRecord {
  var change: DocumentChange {
    let own: [(String, JSONValue)] = [
      ("name", .string(name)), ("type", .string(typeName)), ("creationDate", creationDate.json),
      ("nextVersion", .number(JSONNumber(nextVersion))),
    ]
    return DocumentChange(kind: DocumentKind.machine, key: arn, document: .object(JSONObject(own + revision.members)))
  }

  init?(key: String, document: JSONValue) {
    guard let name = document["name"]?.stringValue else { return nil }
    self.init(
      arn: key, name: name, isExpress: document["type"]?.stringValue == "EXPRESS", creationDate: Timestamp(document["creationDate"]),
      revision: MachineRevision(document: document), nextVersion: document["nextVersion"]?.integerValue ?? 1)
  }
}

extension VersionRecord {
  func change(of machine: MachineRecord) -> DocumentChange {
    var own: [(String, JSONValue)] = [
      ("stateMachineArn", .string(machine.arn)), ("name", .string(machine.name)), ("type", .string(machine.typeName)),
      ("version", .number(JSONNumber(number))), ("creationDate", creationDate.json),
    ]
    if let description { own.append(("description", .string(description))) }
    return DocumentChange(kind: DocumentKind.version, key: arn, document: .object(JSONObject(own + revision.members)))
  }

  init?(key: String, document: JSONValue) {
    guard let number = document["version"]?.integerValue else { return nil }
    self.init(
      arn: key, number: number, description: document["description"]?.stringValue, creationDate: Timestamp(document["creationDate"]),
      revision: MachineRevision(document: document))
  }
}

extension AliasRecord {
  var change: DocumentChange {
    var own: [(String, JSONValue)] = [("name", .string(name))]
    if let description { own.append(("description", .string(description))) }
    own += [("routingConfiguration", routing), ("creationDate", creationDate.json), ("updateDate", updateDate.json)]
    return DocumentChange(kind: DocumentKind.alias, key: arn, document: .object(JSONObject(own)))
  }

  init?(key: String, document: JSONValue) {
    guard let name = document["name"]?.stringValue else { return nil }
    self.init(
      arn: key, name: name, description: document["description"]?.stringValue,
      routes: AliasRecord.routes(document["routingConfiguration"]?.arrayValue ?? []), creationDate: Timestamp(document["creationDate"]),
      updateDate: Timestamp(document["updateDate"]))
  }

  static func routes(_ list: [JSONValue]) -> [Route] {
    list.map { Route(versionArn: $0["stateMachineVersionArn"]?.stringValue ?? "", weight: $0["weight"]?.integerValue ?? 0) }
  }
}

extension ActivityRecord {
  var change: DocumentChange {
    DocumentChange(
      kind: DocumentKind.activity, key: arn,
      document: .object(
        JSONObject([("name", .string(name)), ("creationDate", creationDate.json), ("encryptionConfiguration", encryption)])))
  }

  init?(key: String, document: JSONValue) {
    guard let name = document["name"]?.stringValue else { return nil }
    self.init(
      arn: key, name: name, creationDate: Timestamp(document["creationDate"]),
      encryption: document["encryptionConfiguration"] ?? Configurations.ownedKey)
  }
}

extension [TagRecord] {
  /// As the API writes them.
  var json: JSONValue {
    .array(map { .object(JSONObject([("key", .string($0.key)), ("value", .string($0.value))])) })
  }

  /// Tags as a request or a document lists them; of one key the last counts, in the first one's place.
  init(_ list: [JSONValue]) {
    self = []
    for tag in list { set(TagRecord(key: tag["key"]?.stringValue ?? "", value: tag["value"]?.stringValue ?? "")) }
  }

  mutating func set(_ tag: TagRecord) {
    if let at = firstIndex(where: { $0.key == tag.key }) { self[at] = tag } else { append(tag) }
  }

  func change(of resource: String) -> DocumentChange {
    DocumentChange(
      kind: DocumentKind.tags, key: resource, document: isEmpty ? nil : .object(JSONObject([("tags", json)])))
  }
}
