import Hosting
import JSON
import Time

extension StepFunctionsAPI {
  /// How long GetActivityTask waits for a task.
  private static let longPoll = Duration.seconds(60)

  func createActivity(_ request: APIRequest) async throws(APIError) -> [UInt8] {
    let name = request.required("name")
    try ResourceNaming.check(name)
    let encryption = try Configurations.encryption(request.object("encryptionConfiguration"))
    let tags = try TagLimits.checked(request.list("tags") ?? [])
    let activity = try await registry.create(
      ActivityRecord(arn: "\(place.prefix)activity:\(name)", name: name, creationDate: now(), encryption: encryption), tags: tags)
    var answer = AnswerObject()
    answer.text("activityArn", activity.arn)
    answer.time("creationDate", activity.creationDate)
    return answer.finished()
  }

  func deleteActivity(_ request: APIRequest) async throws(APIError) -> [UInt8] {
    let arn = request.required("activityArn")
    _ = try StatesName(arn, accepting: ["activity"])
    try await registry.deleteActivity(arn)
    return AnswerObject.empty
  }

  func describeActivity(_ request: APIRequest) async throws(APIError) -> [UInt8] {
    let activity = try await registry.findActivity(request.required("activityArn"))
    var answer = AnswerObject()
    answer.text("activityArn", activity.arn)
    answer.text("name", activity.name)
    answer.time("creationDate", activity.creationDate)
    answer.value("encryptionConfiguration", activity.encryption)
    return answer.finished()
  }

  func listActivities(_ request: APIRequest) async throws(APIError) -> [UInt8] {
    let all = await registry.activities.values.sorted { ($0.creationDate, $0.name) < ($1.creationDate, $1.name) }
    let page = try ListPage(all, request, list: ["ListActivities"])
    var answer = AnswerObject()
    answer.array(
      "activities",
      of: page.elements.map { activity in
        var row = AnswerObject()
        row.text("activityArn", activity.arn)
        row.text("name", activity.name)
        row.time("creationDate", activity.creationDate)
        return row.finished()
      })
    answer.text("nextToken", page.nextToken)
    return answer.finished()
  }

  /// An empty answer where no task came within a minute.
  func getActivityTask(_ request: APIRequest) async throws(APIError) -> [UInt8] {
    let arn = request.required("activityArn")
    _ = try await registry.findActivity(arn)
    let task: ActivityTask?
    do throws(HostRefusal) {
      task = try await host.activityTask(of: arn, worker: request.text("workerName"), until: now() + StepFunctionsAPI.longPoll)
    } catch {
      throw APIError(refusal: error, arn: arn)
    }
    var answer = AnswerObject()
    answer.text("taskToken", task?.token)
    answer.text("input", task?.input)
    return answer.finished()
  }
}

extension Registry {
  /// - Throws: InvalidArn, ActivityDoesNotExist.
  func findActivity(_ arn: String) throws(APIError) -> ActivityRecord {
    _ = try StatesName(arn, accepting: ["activity"])
    guard let activity = activities[arn] else { throw .noActivity(arn) }
    return activity
  }

  /// - Returns: the activity; the one that is there, when it says the same.
  /// - Throws: ActivityAlreadyExists.
  func create(_ activity: ActivityRecord, tags: [TagRecord]) async throws(APIError) -> ActivityRecord {
    try await exclusively { () throws(APIError) -> ActivityRecord in
      if let old = activities[activity.arn] {
        guard old.encryption == activity.encryption else {
          throw APIError("ActivityAlreadyExists", "Activity Already Exists: '\(activity.arn)'")
        }
        return old
      }
      try await keep([activity.change] + (tags.isEmpty ? [] : [tags.change(of: activity.arn)]))
      set(activity)
      setTags(tags, of: activity.arn)
      return activity
    }
  }

  /// Does nothing where there is no such activity.
  func deleteActivity(_ arn: String) async throws(APIError) {
    try await exclusively { () throws(APIError) in
      guard activities[arn] != nil else { return }
      try await keep([DocumentChange(kind: DocumentKind.activity, key: arn, document: nil), [TagRecord]().change(of: arn)])
      removeActivity(arn)
      setTags([], of: arn)
    }
  }
}
