import Time

extension StepFunctionsAPI {
  func publishStateMachineVersion(_ request: APIRequest) async throws(APIError) -> [UInt8] {
    let version = try await registry.publish(
      request.required("stateMachineArn"), revisionId: request.text("revisionId"), description: request.text("description"), at: now())
    var answer = AnswerObject()
    answer.text("stateMachineVersionArn", version.arn)
    answer.time("creationDate", version.creationDate)
    return answer.finished()
  }

  /// Newest first.
  func listStateMachineVersions(_ request: APIRequest) async throws(APIError) -> [UInt8] {
    let arn = request.required("stateMachineArn")
    let machine = try await registry.findMachine(arn)
    let page = try ListPage(machine.versions.reversed(), request, list: ["ListStateMachineVersions", arn])
    var answer = AnswerObject()
    answer.array(
      "stateMachineVersions",
      of: page.elements.map { version in
        var row = AnswerObject()
        row.text("stateMachineVersionArn", version.arn)
        row.time("creationDate", version.creationDate)
        return row.finished()
      })
    answer.text("nextToken", page.nextToken)
    return answer.finished()
  }

  func deleteStateMachineVersion(_ request: APIRequest) async throws(APIError) -> [UInt8] {
    let arn = request.required("stateMachineVersionArn")
    let name = try StatesName(arn, accepting: ["stateMachine"])
    guard case .machine(let machine, nil, let qualifier?) = name.kind, StatesName.version(qualifier) != nil else {
      throw .validation("The stateMachineVersionArn must be of a state machine version: \(arn)")
    }
    try await registry.deleteVersion(arn, of: "\(name.prefix)stateMachine:\(machine)")
    return AnswerObject.empty
  }
}
