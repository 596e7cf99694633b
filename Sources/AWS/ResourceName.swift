/// An Amazon Resource Name: `arn:partition:service:region:account:resource`.
public struct ResourceName: Sendable, Hashable {
  /// `aws`, `aws-cn` …
  public var partition: String
  /// `states`, `ecs` …
  public var service: String
  /// Empty for resources without one.
  public var region: String
  /// Twelve digits, or empty.
  public var account: String
  /// The rest, colons and slashes included.
  public var resource: String

  /// Takes an ARN apart; nil when `text` is not one.
  public init?(_ text: String) {
    let parts = text.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 6, parts[0] == "arn", !parts[1].isEmpty, !parts[2].isEmpty, !parts[5].isEmpty else { return nil }
    (partition, service, region, account, resource) = (parts[1], parts[2], parts[3], parts[4], parts[5])
  }

  /// The last part of the resource after its slashes or colons: a task's id, an execution's name.
  public var name: String {
    String(resource[(resource.lastIndex { $0 == "/" || $0 == ":" }.map(resource.index(after:)) ?? resource.startIndex)...])
  }
}

extension ResourceName: CustomStringConvertible {
  /// The ARN.
  public var description: String { "arn:\(partition):\(service):\(region):\(account):\(resource)" }
}
