/// How a Task waits for the service it calls: the suffix of its Resource.
public enum IntegrationPattern: String, Sendable, CaseIterable {
  case requestResponse = ""
  /// `.sync`: until the job is over.
  case sync = ".sync"
  /// `.sync:2`: the same, with the output parsed.
  case syncVersion2 = ".sync:2"
  /// `.waitForTaskToken`: until somebody returns the token.
  case callback = ".waitForTaskToken"

  /// Whether the state gets a task token.
  public var hasToken: Bool { self != .requestResponse }
}

/// A Task's `Resource`, taken apart.
public struct TaskTarget: Sendable, Hashable {
  /// What a resource names.
  public enum Kind: Sendable, Hashable {
    /// A Lambda function by its ARN: LambdaFunction* events.
    case lambdaFunction
    /// An activity: Activity* events.
    case activity
    /// A service integration, optimised or `aws-sdk`: Task* events.
    case service
  }

  /// What it names.
  public var kind: Kind
  /// The Resource as written.
  public var arn: String
  /// As events name it: `ecs`, `lambda`, `aws-sdk:dynamodb`; empty for functions by ARN and activities.
  public var resourceType: String
  /// As events name it, pattern included: `runTask.sync`.
  public var resource: String
  /// `resource` without its pattern: `runTask`.
  public var api: String
  /// How the state waits for it.
  public var pattern: IntegrationPattern

  /// Reads any string: what is not a service integration is a function or, by its ARN, an activity.
  public init(arn: String) {
    self.arn = arn
    // A partition that deployment fills in has colons of its own.
    let parts = arn.replacing("${AWS::Partition}", with: "aws").split(separator: ":", omittingEmptySubsequences: false).map(String.init)
    // arn:aws:states:::ecs:runTask.sync:2 — the service integration's ARNs have neither region nor account.
    if parts.count >= 7, parts[0] == "arn", parts[2] == "states", parts[3].isEmpty, parts[4].isEmpty {
      let isSDK = parts[5] == "aws-sdk" && parts.count >= 8
      let service = isSDK ? "aws-sdk:" + parts[6] : parts[5]
      let name = parts[(isSDK ? 7 : 6)...].joined(separator: ":")
      let pattern: IntegrationPattern =
        [.callback, .syncVersion2, .sync].first { name.hasSuffix($0.rawValue) } ?? .requestResponse
      kind = .service
      resourceType = service
      resource = name
      api = String(name.dropLast(pattern.rawValue.count))
      self.pattern = pattern
    } else {
      kind = parts.count >= 7 && parts[2] == "states" && parts[5] == "activity" ? .activity : .lambdaFunction
      resourceType = ""
      resource = arn
      api = arn
      pattern = .requestResponse
    }
  }

  /// Whether it runs an ECS task: `ecs:runTask` in any pattern.
  public var runsECSTask: Bool { resourceType == "ecs" && api == "runTask" }
}
