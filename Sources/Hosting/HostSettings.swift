import Embedded

/// How executions are hosted.
public struct HostSettings: Sendable {
  /// Who performs their tasks.
  public var runner = RunnerSetup()
  /// How many executions that were started from outside may run at once.
  public var maximumExecutions = 10_000
  /// How much one of them and what it starts may come to; once it is more, all of it fails. A store that is opened again should find the same limits: with others,
  /// what had reached them cannot be shown as it was.
  public var limits = RunLimits.standard
  /// What stands for S3, for ItemReader and ResultWriter; nil: nothing does.
  public var objects: (any ObjectStore)?
  /// Runs Lambda functions in place of AWS; nil: nothing does.
  public var functions: (any FunctionRunner)?
  /// What time executions go by.
  public var clock: any WallClock = SystemClock()

  /// The defaults.
  public init() {}
}
