import Engine
import JSON
import Time

/// Something a core needs from outside, which does no I/O itself. Whoever drives answers with `DriverCore.Input.provide`.
package struct DriverNeed: Sendable {
  /// What the answer is addressed to.
  package var id: Int
  /// The execution that needs it.
  package var execution: ExecutionKey
  package var kind: Kind

  package enum Kind: Sendable, Equatable {
    /// A Task wants to start an execution of a state machine, named as the request names it: by ARN or by name.
    case startExecution(stateMachine: String, name: String, input: String)
    /// Whether the activity exists.
    case activity(arn: String)
    case object(bucket: String, key: String)
    case list(bucket: String, prefix: String)
    case write(bucket: String, key: String, text: String)
    /// A Lambda function is to be run with this payload, JSON text.
    case invoke(function: String, payload: String)
  }
}

/// The answer to a need.
package enum DriverAnswer: Sendable, Equatable {
  /// The machine to start; its execution runs in the same tree.
  case machine(ProvidedMachine)
  /// The activity exists.
  case exists
  case object([UInt8])
  case listing([ObjectEntry])
  /// The object is written.
  case written
  /// What a function returned.
  case result(JSONValue)
  /// It is not possible: for an execution the error and cause its Task fails with; else the cause says why.
  case failure(error: String, cause: String)
}

/// A state machine that an execution of a tree starts.
package struct ProvidedMachine: Sendable, Equatable {
  /// The definition's text.
  package var definition: String
  package var machineName: String
  /// Of the machine without version or alias.
  package var stateMachineArn: String
  package var versionArn: String?
  package var aliasArn: String?
  package var roleArn: String
  package var isExpress: Bool

  package init(
    definition: String, machineName: String, stateMachineArn: String, versionArn: String? = nil, aliasArn: String? = nil, roleArn: String,
    isExpress: Bool = false
  ) {
    self.definition = definition
    self.machineName = machineName
    self.stateMachineArn = stateMachineArn
    self.versionArn = versionArn
    self.aliasArn = aliasArn
    self.roleArn = roleArn
    self.isExpress = isExpress
  }
}
