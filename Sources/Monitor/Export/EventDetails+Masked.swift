import History

extension EventDetails {
  /// The same details with every text that carries data changed by `mask`: inputs, outputs, parameters, errors and causes.
  func masked(_ mask: (String) -> String) -> EventDetails {
    switch self {
    case .executionStarted(let input, let role): return .executionStarted(input: input.map(mask), roleArn: role)
    case .stateEntered(let name, let input): return .stateEntered(name: name, input: input.map(mask))
    case .stateExited(let name, let output, let variables):
      let assigned = variables.map { AssignedVariable(name: $0.name, value: mask($0.value)) }
      return .stateExited(name: name, output: output.map(mask), assignedVariables: assigned)
    case .succeeded(let output): return .succeeded(output: output.map(mask))
    case .failed(let error, let cause): return .failed(error: error.map(mask), cause: cause.map(mask))
    case .taskScheduled(var task):
      task.parameters = task.parameters.map(mask)
      return .taskScheduled(task)
    case .taskOutput(let task, let output): return .taskOutput(task, output: output.map(mask))
    case .taskFailed(let task, let error, let cause): return .taskFailed(task, error: error.map(mask), cause: cause.map(mask))
    case .lambdaScheduled(let resource, let input, let timeout, let role):
      return .lambdaScheduled(resource: resource, input: input.map(mask), timeoutInSeconds: timeout, credentialsRoleArn: role)
    case .activityScheduled(let resource, let input, let timeout, let beat):
      return .activityScheduled(resource: resource, input: input.map(mask), timeoutInSeconds: timeout, heartbeatInSeconds: beat)
    case .evaluationFailed(let state, let location, let error, let cause):
      return .evaluationFailed(state: state, location: location, error: error.map(mask), cause: cause.map(mask))
    case .none, .task, .activityStarted, .mapStarted, .mapIteration, .mapRunStarted, .mapRunRedriven, .executionRedriven: return self
    }
  }
}
