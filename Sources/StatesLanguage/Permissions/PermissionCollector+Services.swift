import JSON

extension PermissionCollector {
  /// What a Task needs.
  func needs(of task: TaskState, _ state: State) -> [Need] {
    let target = task.target
    let call = CallParameters(state)
    if Placeholder.isIn(target.arn), target.kind != .service {
      return [
        Need(
          sid: "InvokeFunction", actions: ["lambda:InvokeFunction"], resources: [target.arn],
          why: "call its 'Resource', taken for a Lambda function; '\(Words.short(target.arn))' is filled in at deployment")
      ]
    }
    switch target.kind {
    case .activity: return []
    case .lambdaFunction: return target.arn.contains(":function:") ? [invoke(target.arn, "call the function")] : []
    case .service: break
    }
    let token = target.pattern == .callback ? [answering] : []
    switch target.resourceType {
    case "ecs": return runTask(target, call) + token
    case "lambda": return [invokeFunction(call)] + token
    case "sns": return [publish(call)] + token
    case "sqs": return [sendMessage(call)] + token
    case "dynamodb": return [item(target, call)] + token
    case "events": return [putEvents(call)] + token
    case "states": return startExecution(target, call) + token
    case "http": return invokeEndpoint()
    default: return [generic(target)] + token
    }
  }

  /// What a distributed Map needs: its items are executions of the machine itself.
  func needs(of map: MapState) -> [Need] {
    var needs = [
      Need(
        sid: "StartMapRun", actions: ["states:StartExecution"], resources: [arn("states", "stateMachine:*")],
        why: "start an execution of this machine for each item or batch; put this machine's name in place of '*'"),
      Need(
        sid: "WatchMapRun", actions: ["states:DescribeExecution", "states:StopExecution", "states:RedriveExecution"],
        resources: [arn("states", "execution:*")], why: "follow and stop those executions; put this machine's name in place of '*'"),
    ]
    if let reader = map.itemReader?.node {
      let lists = reader["Resource"]?.stringValue?.hasSuffix("listObjectsV2") ?? false
      let bucket = bucketARN(reader)
      needs.append(
        Need(
          sid: "ReadItems", actions: [lists ? "s3:ListBucket" : "s3:GetObject"], resources: [lists ? bucket : bucket + "/*"],
          why: "read its items"))
    }
    if let writer = map.resultWriter?.node, writer["Resource"] != nil {
      needs.append(
        Need(
          sid: "WriteResults", actions: ["s3:PutObject", "s3:GetObject", "s3:ListMultipartUploadParts", "s3:AbortMultipartUpload"],
          resources: [bucketARN(writer) + "/*"], why: "write its results"))
    }
    return needs
  }

  private func bucketARN(_ part: JSONNode) -> String {
    let name = (part["Parameters"] ?? part["Arguments"])?["Bucket"]?.stringValue ?? "*"
    return "arn:\(partition):s3:::\(name.hasPrefix("{%") ? "*" : name)"
  }

  private func invoke(_ function: String, _ why: String) -> Need {
    // A policy on a function does not cover its versions and aliases.
    let parts = function.split(separator: ":", omittingEmptySubsequences: false)
    let hasQualifier = parts.count > 7 || function.hasSuffix("*")
    return Need(
      sid: "InvokeFunction", actions: ["lambda:InvokeFunction"], resources: hasQualifier ? [function] : [function, function + ":*"],
      why: why)
  }

  private func invokeFunction(_ call: CallParameters) -> Need {
    guard let name = call.text("FunctionName") else {
      return invoke(arn("lambda", "function:*"), "call a function chosen at run time; narrow it to those that may be chosen")
    }
    return invoke(name.hasPrefix("arn:") || Placeholder.isIn(name) ? name : arn("lambda", "function:" + name), "call the function")
  }

  private func publish(_ call: CallParameters) -> Need {
    let topic = call.text("TopicArn") ?? call.text("TargetArn")
    return Need(
      sid: "PublishMessage", actions: ["sns:Publish"], resources: [topic ?? "*"],
      why: topic == nil ? "publish to a topic or telephone number chosen at run time" : "publish to the topic")
  }

  private func sendMessage(_ call: CallParameters) -> Need {
    guard let address = call.text("QueueUrl") else {
      return Need(sid: "SendMessage", actions: ["sqs:SendMessage"], resources: [arn("sqs", "*")], why: "send to a queue chosen at run time")
    }
    // https://sqs.REGION.amazonaws.com/ACCOUNT/NAME
    let parts = address.split(separator: "/")
    let host = parts.count == 4 ? parts[1].split(separator: ".") : []
    let resource =
      host.count >= 3 && !Placeholder.isIn(address) ? "arn:\(partition):sqs:\(host[1]):\(parts[2]):\(parts[3])" : arn("sqs", "*")
    return Need(sid: "SendMessage", actions: ["sqs:SendMessage"], resources: [resource], why: "send to the queue")
  }

  private func item(_ target: TaskTarget, _ call: CallParameters) -> Need {
    let table = call.text("TableName")
    let resource = table.map { $0.hasPrefix("arn:") ? $0 : arn("dynamodb", "table/" + $0) } ?? arn("dynamodb", "table/*")
    return Need(
      sid: "UseTable", actions: ["dynamodb:" + target.api.capitalisedFirst], resources: [resource],
      why: table == nil ? "use a table chosen at run time" : "use the table")
  }

  private func putEvents(_ call: CallParameters) -> Need {
    var buses: [String] = []
    for entry in call.value("Entries")?.elements ?? [] {
      let isDynamic = entry["EventBusName.$"] != nil
      let name = entry["EventBusName"]?.stringValue.map { $0.hasPrefix("{%") ? "*" : $0 } ?? (isDynamic ? "*" : "default")
      let bus = name.hasPrefix("arn:") ? name : arn("events", "event-bus/" + name)
      if !buses.contains(bus) { buses.append(bus) }
    }
    return Need(
      sid: "PutEvents", actions: ["events:PutEvents"], resources: buses.isEmpty ? [arn("events", "event-bus/*")] : buses,
      why: "put events on the bus")
  }

  private func startExecution(_ target: TaskTarget, _ call: CallParameters) -> [Need] {
    let machine = call.text("StateMachineArn")
    let start = Need(
      sid: "StartExecution", actions: ["states:" + target.api.capitalisedFirst], resources: [machine ?? arn("states", "stateMachine:*")],
      why: machine == nil ? "start a state machine chosen at run time" : "start the state machine")
    guard target.pattern == .sync || target.pattern == .syncVersion2 else { return [start] }
    let name = machine.flatMap { $0.contains(":stateMachine:") ? $0.split(separator: ":").last.map(String.init) : nil } ?? "*"
    return [
      start,
      Need(
        sid: "WatchExecution", actions: ["states:DescribeExecution", "states:StopExecution"],
        resources: [arn("states", "execution:\(name):*")], why: "wait for the execution it started and stop it when the state is aborted"),
      rule("StepFunctionsGetEventsForStepFunctionsExecutionRule", "learn at once that the execution is over"),
    ]
  }

  private func invokeEndpoint() -> [Need] {
    [
      Need(
        sid: "InvokeEndpoint", actions: ["states:InvokeHTTPEndpoint"], resources: [arn("states", "stateMachine:*")],
        why: "call an HTTP endpoint"),
      Need(
        sid: "UseConnection", actions: ["events:RetrieveConnectionCredentials"], resources: [arn("events", "connection/*")],
        why: "use the connection that holds the endpoint's credentials"),
      Need(
        sid: "ReadConnectionSecret", actions: ["secretsmanager:GetSecretValue", "secretsmanager:DescribeSecret"],
        resources: [arn("secretsmanager", "secret:events!connection/*")], why: "read the secret behind that connection"),
    ]
  }

  /// A service without rules of its own: the action's name follows from the Resource.
  private func generic(_ target: TaskTarget) -> Need {
    let actions = ServiceActions.actions(service: target.resourceType, api: target.api)
    let isJob = target.pattern == .sync || target.pattern == .syncVersion2
    let more =
      isJob ? "; '\(target.pattern.rawValue)' also needs the service's actions to describe and stop the job, and its EventBridge rule" : ""
    return Need(
      sid: "Call" + (actions.first ?? "").sidPart, actions: actions, resources: ["*"],
      why: "call \(target.resourceType):\(target.api); the action's name is derived from the Resource, narrow the resources\(more)")
  }

  /// The managed rule through which Step Functions hears of a job's end.
  func rule(_ name: String, _ why: String) -> Need {
    Need(
      sid: "ManageRule", actions: ["events:PutTargets", "events:PutRule", "events:DescribeRule"],
      resources: [arn("events", "rule/" + name)],
      why: why)
  }

  /// What whoever holds the token must be allowed: not the machine.
  private var answering: Need {
    Need(
      sid: "AnswerTaskToken", actions: ["states:SendTaskSuccess", "states:SendTaskFailure", "states:SendTaskHeartbeat"],
      resources: [arn("states", "stateMachine:*")],
      why: "get its task token back: this belongs to the role of the task or function that holds the token, not to the machine's",
      holder: .worker)
  }
}
