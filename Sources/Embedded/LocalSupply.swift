import Engine
import JSON
import StatesLanguage
import Time

/// What a local run has beside its own machine: other machines that it may start, and files in place of S3.
public struct LocalSupply: Sendable {
  /// The machines by name.
  public var machines: [String: Machine]
  /// Reads and writes objects; nil where no folder stands for S3.
  public var objects: (any ObjectStore)?
  /// Runs Lambda functions; nil where none is given.
  public var functions: (any FunctionRunner)?
  /// The ARNs of the activities there are; nil where nobody asks whether one is there.
  public var activities: Set<String>?

  /// A machine that Tasks may start.
  public struct Machine: Sendable {
    /// The definition's text.
    public var definition: String
    /// What its executions say is their role.
    public var roleArn: String

    /// From its parts.
    public init(definition: String, roleArn: String) {
      self.definition = definition
      self.roleArn = roleArn
    }
  }

  /// Nothing.
  public static let nothing = LocalSupply()

  /// From its parts.
  public init(machines: [String: Machine] = [:], objects: (any ObjectStore)? = nil, functions: (any FunctionRunner)? = nil) {
    self.machines = machines
    self.objects = objects
    self.functions = functions
  }

  package func answer(_ need: DriverNeed.Kind) -> DriverAnswer {
    switch need {
    case .startExecution(let machine, _, _): start(machine)
    case .activity(let arn):
      activities?.contains(arn) == false ? .failure(error: "States.Runtime", cause: "The activity \(arn) does not exist.") : .exists
    case .object(let bucket, let key): objects?.read(bucket: bucket, key: key).driverAnswer ?? LocalSupply.noObjects
    case .list(let bucket, let prefix): objects?.list(bucket: bucket, prefix: prefix).driverAnswer ?? LocalSupply.noObjects
    case .invoke(let function, let payload):
      functions?.run(function, payload: payload).driverAnswer
        ?? .failure(error: "Lambda.ResourceNotFoundException", cause: "No command was given for \(function)")
    case .write(let bucket, let key, let text): write(bucket, key, text)
    }
  }

  private static let noObjects = DriverAnswer.failure(
    error: "States.ItemReaderFailed", cause: "No folder stands for Amazon S3 here; give one, laid out bucket/key, with --s3-root DIR")

  private func write(_ bucket: String, _ key: String, _ text: String) -> DriverAnswer {
    guard let objects else { return LocalSupply.noObjects }
    if let cause = objects.write(bucket: bucket, key: key, text: text) { return .failure(error: "States.ResultWriterFailed", cause: cause) }
    return .written
  }

  /// A machine named by its name, or by the ARN that ends with it.
  private func start(_ reference: String) -> DriverAnswer {
    let parts = reference.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
    let isArn = parts.count >= 7 && parts[0] == "arn" && parts[5] == "stateMachine"
    let name = isArn ? parts[6] : reference
    guard let machine = machines[name] else {
      return .failure(
        error: "StepFunctions.StateMachineDoesNotExistException",
        cause: "State Machine Does Not Exist: '\(reference)'; no machine of this name was given with --machine \(name)=FILE")
    }
    let identity = EngineIdentity(
      machineName: name, executionName: "", account: isArn ? parts[4] : "123456789012", region: isArn ? parts[3] : "us-east-1",
      roleArn: machine.roleArn)
    return .machine(
      ProvidedMachine(
        definition: machine.definition, machineName: name, stateMachineArn: identity.stateMachineArn, roleArn: machine.roleArn))
  }
}

/// Where objects are read from and written to in place of S3.
public protocol ObjectStore: Sendable {
  /// GetObject.
  func read(bucket: String, key: String) -> ObjectAnswer
  /// ListObjectsV2, all pages, in the order of keys.
  func list(bucket: String, prefix: String) -> ObjectAnswer
  /// PutObject; gives why it was not possible.
  func write(bucket: String, key: String, text: String) -> String?
}

/// Who runs Lambda functions in place of AWS.
public protocol FunctionRunner: Sendable {
  /// The functions it can run, by name.
  var names: Set<String> { get }
  /// Runs one, and gives what it returned or how it failed.
  func run(_ name: String, payload: String) -> FunctionOutcome
}

/// What a function came to.
public enum FunctionOutcome: Sendable, Equatable {
  case returned(JSONValue)
  case failed(error: String, cause: String)

  fileprivate var driverAnswer: DriverAnswer {
    switch self {
    case .returned(let value): .result(value)
    case .failed(let error, let cause): .failure(error: error, cause: cause)
    }
  }
}

extension ObjectAnswer {
  fileprivate var driverAnswer: DriverAnswer {
    switch self {
    case .object(let bytes): .object(bytes)
    case .listing(let entries): .listing(entries)
    case .failure(let cause): .failure(error: "States.ItemReaderFailed", cause: cause)
    }
  }
}
