import JSON
import StatesLanguage
import Time

/// What a machine does and how: what a revision, and each version made of it, fixes.
struct MachineRevision: Sendable {
  var definition: String
  var roleArn: String
  /// Nil until the first update.
  var revisionId: String?
  var updateDate: Timestamp
  /// JSON as DescribeStateMachine tells it.
  var logging: JSONValue
  var tracing: JSONValue
  var encryption: JSONValue

  /// Whether an update to `other` would change nothing.
  func isSame(as other: MachineRevision) -> Bool {
    definition == other.definition && roleArn == other.roleArn && logging == other.logging && tracing == other.tracing
      && encryption == other.encryption
  }
}

/// A state machine.
struct MachineRecord: Sendable {
  var arn: String
  var name: String
  var isExpress: Bool
  var creationDate: Timestamp
  var revision: MachineRevision
  /// The number of the next version; a number is never given twice.
  var nextVersion: Int
  /// By number, in the order they were made.
  var versions: [VersionRecord] = []
  /// In the order they were made.
  var aliases: [AliasRecord] = []

  var typeName: String { isExpress ? "EXPRESS" : "STANDARD" }
  func version(_ number: Int) -> VersionRecord? { versions.first { $0.number == number } }
  func alias(_ name: String) -> AliasRecord? { aliases.first { $0.name == name } }
}

/// A version: a revision that stays.
struct VersionRecord: Sendable {
  var arn: String
  var number: Int
  var description: String?
  var creationDate: Timestamp
  var revision: MachineRevision
}

/// A name for one version, or two with weights.
struct AliasRecord: Sendable, Equatable {
  var arn: String
  var name: String
  var description: String?
  var routes: [Route]
  var creationDate: Timestamp
  var updateDate: Timestamp

  /// A version and its share in percent.
  struct Route: Sendable, Equatable {
    var versionArn: String
    var weight: Int
  }

  /// Routes as the API writes them.
  var routing: JSONValue {
    .array(
      routes.map {
        .object(JSONObject([("stateMachineVersionArn", .string($0.versionArn)), ("weight", .number(JSONNumber($0.weight)))]))
      })
  }
}

/// An activity.
struct ActivityRecord: Sendable {
  var arn: String
  var name: String
  var creationDate: Timestamp
  var encryption: JSONValue
}

/// A tag.
struct TagRecord: Sendable, Equatable {
  var key: String
  var value: String
}
