import ECSModel
import Engine
import JSON
import Tasks
import Testing
import Time

/// Small made-up data that the tests share.
enum Fixtures {
  static func json(_ text: String) throws -> JSONValue { try JSONValue(parsing: text) }

  static let jobText = """
    {"family":"job","revision":17,"cpu":"256","memory":"512","networkMode":"awsvpc","requiresCompatibilities":["FARGATE"],
     "taskRoleArn":"arn:aws:iam::1:role/job",
     "containerDefinitions":[
       {"name":"app","image":"registry/app:3","command":["serve"],"environment":[{"name":"MODE","value":"dev"}],
        "secrets":[{"name":"DB_URL","valueFrom":"arn:db"}],
        "logConfiguration":{"logDriver":"awslogs",
          "options":{"awslogs-group":"/job","awslogs-region":"eu-west-1","awslogs-stream-prefix":"run"}}},
       {"name":"log_router","image":"fluent-bit:2","essential":false}]}
    """

  static func job() throws -> TaskDefinition { try #require(TaskDefinition(try json(jobText))) }

  /// A task document with these containers: name, exit code or nil, status.
  static func task(
    _ containers: [(String, Int?, String)], status: String = "STOPPED", code: String? = "EssentialContainerExited", reason: String? = nil,
    overrides: String = "{}"
  ) throws -> ECSTask {
    let list = containers.map { name, exit, status in
      "{\"Name\":\"\(name)\",\"LastStatus\":\"\(status)\"\(exit.map { ",\"ExitCode\":\($0)" } ?? "")}"
    }
    let text = """
      {"TaskArn":"arn:aws:ecs:eu-west-1:1:task/batch/3f2c0d91a7","LastStatus":"\(status)","Containers":[\(list.joined(separator: ","))],
       "Overrides":\(overrides)\(code.map { ",\"StopCode\":\"\($0)\"" } ?? "")\(reason.map { ",\"StoppedReason\":\"\($0)\"" } ?? "")}
      """
    return try #require(ECSTask(try json(text)))
  }

  static let parameters = """
    {"Cluster":"batch","TaskDefinition":"job","LaunchType":"FARGATE",
     "NetworkConfiguration":{"AwsvpcConfiguration":{"Subnets":["subnet-1"]}},
     "Overrides":{"Memory":"1024","ContainerOverrides":[{"Name":"app","Command":["a","b"],
       "Environment":[{"Name":"MODE","Value":"batch"},{"Name":"API_TOKEN","Value":"s"}]}]}}
    """

  static func request(
    _ resource: String = "arn:aws:states:::ecs:runTask.sync", state: String = "Run job", scheduling: Int = 0,
    parameters: String = parameters,
    id: Int = 1, token: String? = "token"
  ) throws -> TaskRequest {
    TaskRequest(
      id: TaskID(id), target: .init(arn: resource), state: state, scheduling: scheduling, parameters: try json(parameters), token: token,
      region: "eu-west-1", account: "123456789012", executionArn: "arn:aws:states:eu-west-1:123456789012:execution:m:e", executionName: "e")
  }

  static let start = Timestamp(milliseconds: 1_700_000_000_000)
}

extension TaskPlan {
  var updates: [PlannedUpdate] { if case .scripted(let updates) = self { updates } else { [] } }
  /// What the engine is told, with the milliseconds since the beginning.
  var told: [(Int64, TaskUpdate)] { updates.told }
  var documents: [(Int64, ECSTask)] { updates.documents }
}

extension [PlannedUpdate] {
  var told: [(Int64, TaskUpdate)] { compactMap { if case .task(let update) = $0.content { ($0.after.milliseconds, update) } else { nil } } }
  var documents: [(Int64, ECSTask)] {
    compactMap { if case .document(let task) = $0.content { ($0.after.milliseconds, task) } else { nil } }
  }
}
