/// A service of AWS: what its requests look like and where its endpoint is configured.
public struct AWSService: Sendable, Hashable {
  /// How a service takes its requests.
  public enum Wire: Sendable, Hashable {
    /// AWS JSON: POST to `/`, the operation in X-Amz-Target behind `target`; `version` is `1.0` or `1.1`.
    case json(target: String, version: String)
    /// The query protocol: POST of a form, answers in XML; `version` is the API's date.
    case query(version: String)
    /// Paths of its own; `AWSClient` does not speak it.
    case paths
  }

  /// The name for people: `Step Functions`.
  public var title: String
  /// How requests are written.
  public var wire: Wire
  /// The service's name in signatures and in IAM actions.
  public var signingName: String
  /// What stands before the region in AWS's own host names.
  public var hostLabel: String
  /// The end of AWS_ENDPOINT_URL_… for it, and in lower case its name in a `[services …]` section.
  public var environmentSuffix: String
  /// The flag that sets its endpoint; nil when none does.
  public var flag: String?

  /// What sets its endpoint, for messages: the flag or the variable.
  public var setting: String { flag ?? "AWS_ENDPOINT_URL_" + environmentSuffix }

  /// Step Functions.
  public static let stepFunctions = AWSService(
    title: "Step Functions", wire: .json(target: "AWSStepFunctions", version: "1.0"), signingName: "states", hostLabel: "states",
    environmentSuffix: "SFN", flag: "--endpoint-url")
  /// Elastic Container Service.
  public static let ecs = AWSService(
    title: "ECS", wire: .json(target: "AmazonEC2ContainerServiceV20141113", version: "1.1"), signingName: "ecs", hostLabel: "ecs",
    environmentSuffix: "ECS", flag: "--ecs-endpoint-url")
  /// CloudWatch Logs.
  public static let logs = AWSService(
    title: "CloudWatch Logs", wire: .json(target: "Logs_20140328", version: "1.1"), signingName: "logs", hostLabel: "logs",
    environmentSuffix: "CLOUDWATCH_LOGS", flag: "--logs-endpoint-url")
  /// Security Token Service, which gives out the credentials of roles.
  static let sts = AWSService(
    title: "STS", wire: .query(version: "2011-06-15"), signingName: "sts", hostLabel: "sts", environmentSuffix: "STS", flag: nil)
  /// The portal of IAM Identity Center, which gives out credentials for a token that `aws sso login` got.
  static let sso = AWSService(
    title: "IAM Identity Center", wire: .paths, signingName: "awsssoportal", hostLabel: "portal.sso", environmentSuffix: "SSO", flag: nil)
}
