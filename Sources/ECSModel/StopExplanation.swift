/// What a stopped reason means and where to look: the text before its first colon is one of a few known words.
public struct StopExplanation: Sendable, Equatable {
  /// What happened, as the start of a sentence without its full stop: `the image could not be pulled`.
  public var what: String
  /// What to look at next: a sentence.
  public var advice: String

  /// Both as two sentences: `The image could not be pulled. Look at …`.
  public var sentence: String { ECSKeys.pascal(what) + ". " + advice }

  /// Explains a task's `stoppedReason` or a container's `reason`; nil for reasons that say it all themselves.
  public init?(reason: String) {
    let text = reason.hasPrefix("TaskFailedToStart: ") ? String(reason.dropFirst(19)) : reason
    guard let entry = StopExplanation.known.first(where: { text.hasPrefix($0.prefix) }) else { return nil }
    what = entry.what
    advice = entry.advice
  }

  /// Explains a stop code by itself, where the reason says nothing more.
  public init?(code: StopCode) {
    switch code {
    case .userInitiated:
      (what, advice) = (
        "the task was stopped by StopTask", "Somebody, or Step Functions when the state ended, stopped it; stoppedReason may say who."
      )
    case .spotInterruption:
      (what, advice) = ("the Spot capacity was taken back", "Retry the state, or use a capacity provider strategy with some FARGATE in it.")
    case .terminationNotice: (what, advice) = ("the instance it ran on is being terminated", "Retry the state; the host is going away.")
    case .infrastructureHealth: (what, advice) = ("the infrastructure under it became unhealthy", "Retry the state; the fault is AWS's.")
    case .taskFailedToStart: (what, advice) = ("the task never started", "stoppedReason and the containers' reasons say what was missing.")
    default: return nil
    }
  }

  private static let known: [(prefix: String, what: String, advice: String)] = [
    (
      "CannotPullContainerError", "the image could not be pulled",
      "Look at the image's name, the execution role's right to it, and the subnet's route to the registry (NAT, endpoint, public IP)."
    ),
    (
      "CannotPullECRContainerError", "the image could not be pulled from ECR",
      "Look at the execution role's ECR rights and the subnet's route to ECR and S3."
    ),
    (
      "ResourceInitializationError", "something the task needs before it starts could not be prepared",
      "Look at secrets, log group and volumes: the execution role's rights to them and the subnet's route to their services."
    ),
    (
      "OutOfMemoryError", "a container used more memory than it has",
      "Give the task or the container more memory, or the program a smaller limit of its own."
    ),
    (
      "CannotStartContainerError", "a container could not be started",
      "Look at command, entryPoint, user and working directory, and at the image's architecture."
    ),
    (
      "CannotCreateContainerError", "a container could not be created",
      "Look at the task definition's volumes, ulimits and Linux parameters."
    ),
    ("CannotInspectContainerError", "ECS lost sight of a container", "Look at the host: its agent or container runtime did not answer."),
    ("CannotStopContainerError", "a container could not be stopped", "Look at the host: its agent or container runtime did not answer."),
    ("CannotCreateVolumeError", "a volume could not be created", "Look at the volume's configuration and the task role's rights to it."),
    (
      "ContainerRuntimeTimeoutError", "the container runtime did not answer in time",
      "Retry the state; a busy or broken host is the usual cause."
    ),
    ("ContainerRuntimeError", "the container runtime failed", "Retry the state; a busy or broken host is the usual cause."),
    ("InternalError", "ECS met an error of its own", "Retry the state."),
    ("TaskFailedToStart", "the task never started", "The containers' reasons say what was missing."),
    (
      "Timeout waiting for network interface", "the network interface did not come up in time",
      "Retry the state; look at the subnet's free addresses."
    ),
    (
      "Unexpected EC2 error while attempting to", "the network interface could not be made",
      "Look at the subnet's free addresses and the account's EC2 limits; retry."
    ),
    (
      "Your Spot Task was interrupted", "the Spot capacity was taken back",
      "Retry the state, or use a capacity provider strategy with some FARGATE in it."
    ),
    ("Host EC2", "the instance it ran on went away", "Retry the state; look at the Auto Scaling group."),
    ("Capacity is unavailable", "there was no capacity in that zone", "Retry the state, with subnets in more zones."),
    ("EMPTY CAPACITY PROVIDER", "the capacity provider had no instances", "Look at its Auto Scaling group and managed scaling."),
    ("AGENT", "no container agent was connected", "Look at the cluster's instances: their agents are disconnected."),
    (
      "ATTRIBUTE", "no instance has an attribute the task needs",
      "Look at the placement constraints, the architecture and the instances' agents."
    ),
    ("RESOURCE:", "no instance has enough of what the task asks for", "Add capacity to the cluster, or ask for less."),
    ("Scaling activity initiated by", "a service scaled in", "Nothing failed: the service stopped it."),
    (
      "Task failed container health checks", "a container failed its health check",
      "Look at the health check's command and the container's log."
    ),
  ]
}
