import AWS
import ExecutionSource

/// A source of one execution at an endpoint, whichever way it is followed.
public protocol RemoteExecutionSource: ExecutionSource {
  /// Makes the first calls: to the endpoint's first answer about the execution.
  /// - Throws: `AWSError` when the execution cannot be followed, so that a command can end with the sentence instead of showing an empty screen.
  func connect() async throws(AWSError)
}

extension RemoteSource: RemoteExecutionSource {}

/// Executions at an endpoint.
public enum RemoteExecution {
  /// A source for an execution, by its ARN or the address of its page in the console: its history is polled, or, for an Express execution, its log group.
  /// - Throws: `AWSError`, a sentence, when `text` or a setting cannot be used.
  public static func attach(_ text: String, session: AWSSession, isReadOnly: Bool) throws(AWSError) -> any RemoteExecutionSource {
    try attach(text, clients: RemoteClients(session), isReadOnly: isReadOnly)
  }

  /// A source for one execution of several: calls of theirs that can be made together are.
  /// - Throws: `AWSError`, a sentence, when `text` or a setting cannot be used.
  public static func attach(_ text: String, clients: RemoteClients, isReadOnly: Bool) throws(AWSError) -> any RemoteExecutionSource {
    let reference = try ExecutionReference(parsing: text)
    guard reference.isExpress else { return try RemoteSource.attach(text, clients: clients, isReadOnly: isReadOnly) }
    let session = clients.session
    let states = try session.client(of: .stepFunctions, for: reference.arn)
    let logs = try session.client(of: .logs, for: reference.arn)
    let name = states.endpoint.isCustom ? states.endpoint.address.hostHeader : states.endpoint.region
    return ExpressSource(
      reference, states: states, logs: logs, name: name, isReadOnly: isReadOnly || session.settings.isReadOnly, runtime: session.runtime)
  }
}
