import StatesLanguage
import Time

/// Who an execution is: what its context object and its events say of it.
public struct EngineIdentity: Sendable, Equatable {
  /// The state machine's name: `$$.StateMachine.Name`.
  public var machineName: String
  /// The execution's name: `$$.Execution.Name`.
  public var executionName: String
  /// The state machine's ARN: `$$.StateMachine.Id`.
  public var stateMachineArn: String
  /// The execution's ARN: `$$.Execution.Id`.
  public var executionArn: String
  /// The role that ExecutionStarted and `$$.Execution.RoleArn` name; the engine only says it and assumes nothing.
  public var roleArn: String
  /// The twelve digits of the AWS account in the ARNs.
  public var account: String
  /// The AWS region in the ARNs, such as `us-east-1`.
  public var region: String

  /// ARNs of a Standard workflow in the `aws` partition, built from the names as AWS builds them.
  public init(
    machineName: String, executionName: String, account: String = "123456789012", region: String = "us-east-1", roleArn: String? = nil
  ) {
    self.machineName = machineName
    self.executionName = executionName
    self.account = account
    self.region = region
    stateMachineArn = "arn:aws:states:\(region):\(account):stateMachine:\(machineName)"
    executionArn = "arn:aws:states:\(region):\(account):execution:\(machineName):\(executionName)"
    self.roleArn = roleArn ?? "arn:aws:iam::\(account):role/StepscopeExecutionRole"
  }
}

/// 256 bits from which an engine draws tokens, UUIDs, jitter and `States.MathRandom`: the only randomness it knows.
public struct EngineSeed: Sendable, Equatable {
  /// Four words of 64 bits.
  public var words: [UInt64]

  /// Spreads a small number, such as `--seed 1`, over all words.
  public init(_ seed: UInt64) {
    var generator = SplitMix64(seed: seed)
    words = (0..<4).map { _ in generator.next() }
  }

  /// From four words that were drawn before.
  public init(words: [UInt64]) { self.words = words + Array(repeating: 0, count: max(0, 4 - words.count)) }

  /// From a generator of the system's: unguessable.
  public init(using generator: inout some RandomNumberGenerator) {
    words = (0..<4).map { _ in generator.next() }
  }
}
