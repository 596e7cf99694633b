import JSON

extension Permissions {
  /// An IAM policy document for the machine's role. Reasons have no place in such a document; the text form has them.
  public static func json(_ statements: [PolicyStatement]) -> JSONValue {
    let written = statements.filter { $0.holder == .machine }.map { statement -> JSONValue in
      var object: JSONObject = [
        "Sid": .string(statement.sid), "Effect": "Allow", "Action": .array(statement.actions.map(JSONValue.string)),
        "Resource": .array(statement.resources.map(JSONValue.string)),
      ]
      if let condition = statement.condition {
        object["Condition"] = .object([condition.operator: .object([condition.key: .string(condition.value)])])
      }
      return .object(object)
    }
    return .object(["Version": "2012-10-17", "Statement": .array(written)])
  }

  /// The statements for reading, grouped by the role they belong to, each with its reason.
  public static func text(_ statements: [PolicyStatement]) -> String {
    if statements.isEmpty { return "The machine calls nothing; its role needs no permissions.\n" }
    var holders: [PolicyStatement.Holder] = []
    for statement in statements where !holders.contains(statement.holder) { holders.append(statement.holder) }
    var lines: [String] = []
    for holder in holders {
      if !lines.isEmpty { lines.append("") }
      lines.append(title(holder))
      for statement in statements where statement.holder == holder {
        lines.append("")
        lines.append("  \(statement.sid)")
        lines.append("    allow  " + statement.actions.joined(separator: ", "))
        for resource in statement.resources { lines.append("    on     " + resource) }
        if let condition = statement.condition {
          lines.append("    when   \(condition.key) \(condition.operator) \(condition.value)")
        }
        lines.append("    why    " + statement.reason)
      }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func title(_ holder: PolicyStatement.Holder) -> String {
    switch holder {
    case .machine: "The state machine's role"
    case .worker: "The role of whoever returns the task token"
    case .assumed(let role): "The role of 'Credentials' (\(role))"
    }
  }
}
