/// A service of AWS as its JSON protocol needs it (AWS JSON 1.0 and 1.1: POST to `/`, the operation in X-Amz-Target).
public struct AWSService: Sendable, Hashable {
  /// The name for people: `Step Functions`.
  public var title: String
  /// What stands before the operation in X-Amz-Target.
  public var targetPrefix: String
  /// The service's name in signatures, and the first label of its host.
  public var signingName: String
  /// `1.0` or `1.1`.
  public var jsonVersion: String
  /// The end of AWS_ENDPOINT_URL_… for it.
  public var environmentSuffix: String
  /// The flag that sets its endpoint.
  public var flag: String

  /// Step Functions.
  public static let stepFunctions = AWSService(
    title: "Step Functions", targetPrefix: "AWSStepFunctions", signingName: "states", jsonVersion: "1.0", environmentSuffix: "SFN",
    flag: "--endpoint-url")
  /// Elastic Container Service.
  public static let ecs = AWSService(
    title: "ECS", targetPrefix: "AmazonEC2ContainerServiceV20141113", signingName: "ecs", jsonVersion: "1.1", environmentSuffix: "ECS",
    flag: "--ecs-endpoint-url")
}
