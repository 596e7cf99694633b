import JSON

extension StepFunctionsAPI {
  private static let tagged = ["stateMachine", "activity"]

  func tagResource(_ request: APIRequest) async throws(APIError) -> [UInt8] {
    let arn = request.required("resourceArn")
    _ = try StatesName(arn, accepting: StepFunctionsAPI.tagged)
    let added = [TagRecord](request.list("tags") ?? [])
    try await registry.changeTags(of: arn) { tags throws(APIError) in
      for tag in added { tags.set(tag) }
      try TagLimits.check(tags)
    }
    return AnswerObject.empty
  }

  func untagResource(_ request: APIRequest) async throws(APIError) -> [UInt8] {
    let arn = request.required("resourceArn")
    _ = try StatesName(arn, accepting: StepFunctionsAPI.tagged)
    let removed = Set((request.list("tagKeys") ?? []).compactMap(\.stringValue))
    try await registry.changeTags(of: arn) { tags throws(APIError) in tags.removeAll { removed.contains($0.key) } }
    return AnswerObject.empty
  }

  func listTagsForResource(_ request: APIRequest) async throws(APIError) -> [UInt8] {
    let arn = request.required("resourceArn")
    _ = try StatesName(arn, accepting: StepFunctionsAPI.tagged)
    guard await registry.hasResource(arn) else { throw .noResource(arn) }
    var answer = AnswerObject()
    answer.value("tags", await registry.tags[arn]?.json ?? .array([]))
    return answer.finished()
  }
}

/// How many tags a resource may have.
enum TagLimits {
  private static let most = 50

  /// - Throws: TooManyTags.
  static func check(_ tags: [TagRecord]) throws(APIError) {
    if tags.count > most { throw APIError("TooManyTags", "Too Many Tags: a resource can have at most \(most) tags.") }
  }

  /// Tags as a request lists them.
  /// - Throws: TooManyTags.
  static func checked(_ list: [JSONValue]) throws(APIError) -> [TagRecord] {
    let tags = [TagRecord](list)
    try check(tags)
    return tags
  }
}

extension Registry {
  /// - Throws: ResourceNotFound, and what `change` throws.
  func changeTags(of arn: String, _ change: (inout [TagRecord]) throws(APIError) -> Void) async throws(APIError) {
    try await exclusively { () throws(APIError) in
      guard hasResource(arn) else { throw .noResource(arn) }
      var list = tags[arn] ?? []
      try change(&list)
      guard list != tags[arn] ?? [] else { return }
      try await keep([list.change(of: arn)])
      setTags(list, of: arn)
    }
  }
}
