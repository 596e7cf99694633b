import Emulator
import Foundation
import JSON

/// From recorded parameters, with their placeholders, to requests.
extension CorpusScenario {
  func request(for one: CorpusCase) -> JSONValue? {
    var params = one.params
    if one.operation == .createStateMachine || one.operation == .updateStateMachine { mend(&params, one) }
    if let routes = echoedVersions(one), let list = params["routingConfiguration"]?.arrayValue, list.count == routes.count {
      params["routingConfiguration"] = .array(
        zip(list, routes).map { item, arn in
          var item = item.objectValue ?? JSONObject()
          item["stateMachineVersionArn"] = .string(arn)
          return .object(item)
        })
    }
    var object = JSONObject()
    for (name, value) in params {
      guard let filled = fill(value, name, one) else { return nil }
      object[name] = filled
    }
    return .object(object)
  }

  /// Parameters were recorded after the call, when the test had changed some of its own objects: the first description shows what was sent.
  private func mend(_ params: inout JSONObject, _ one: CorpusCase) {
    guard one.operation == .createStateMachine, one.answer != nil, params["loggingConfiguration"] != nil,
      let described = cases.filter({ $0.operation == .describeStateMachine && $0.answer?["revisionId"] == nil })
        .min(by: { $0.number < $1.number })?.answer?["loggingConfiguration"],
      (params["loggingConfiguration"]?["destinations"]?.arrayValue?.count ?? 0) > 1
    else { return }
    var logging = described.objectValue ?? JSONObject()
    if let first = params["loggingConfiguration"]?["destinations"]?[0] { logging["destinations"] = .array([first]) }
    params["loggingConfiguration"] = .object(logging)
  }

  /// Versions as the refusal tells them: the recorder put one placeholder for several.
  private func echoedVersions(_ one: CorpusCase) -> [String]? {
    guard one.operation == .createStateMachineAlias, case .error(_, let message) = one.outcome else { return nil }
    let found = message.matches(of: #/stateMachineVersionArn=([^,]+),/#).map { String($0.1) }
    return found.isEmpty ? nil : found
  }

  private func fill(_ value: JSONValue, _ name: String, _ one: CorpusCase) -> JSONValue? {
    switch value {
    case .array(let elements):
      let filled = elements.compactMap { fill($0, name, one) }
      return filled.count == elements.count ? .array(filled) : nil
    case .object(let object):
      var out = JSONObject()
      for (key, value) in object {
        guard let filled = fill(value, key, one) else { return nil }
        out[key] = filled
      }
      return .object(out)
    case .string(let text): return fill(text, name, one).map { .string($0) }
    default: return value
    }
  }

  private func fill(_ text: String, _ name: String, _ one: CorpusCase) -> String? {
    if name == "nextToken", text == "tok" { return one.operation.flatMap { world.tokens[$0] } }
    if name == "revisionId", text.hasPrefix("rev-"), case .error(_, let message) = one.outcome,
      let placeholder = message.firstMatch(of: #/<uuid:\d+>/#)
    {
      let known = world.matcher.concrete(String(placeholder.0))
      return known.hasPrefix("<") ? nil : known
    }
    if name == "executionArn" { return executionArn(text, one) }
    if name == "mapRunArn" { return world.matcher.bindings["map run"] ?? nil }
    let concrete = CorpusScenario.named(world.matcher.concrete(text))
    if name.hasSuffix("Arn"), !concrete.hasPrefix("arn:") { return arn(concrete, name, one) }
    return concrete
  }

  /// A word that stands for an ARN; where the answer is that it is none, it stands for itself.
  private func arn(_ word: String, _ name: String, _ one: CorpusCase) -> String {
    if case .error("InvalidArn", let message) = one.outcome, message.contains("prefix: \(word)") { return word }
    switch name {
    case "roleArn": return "arn:aws:iam::\(CorpusWorld.account):role/\(word)"
    case "activityArn": return "\(CorpusWorld.prefix)activity:\(word)"
    default: return "\(CorpusWorld.prefix)stateMachine:\(one.answer == nil ? word : "machine-0")"
    }
  }

  private func executionArn(_ text: String, _ one: CorpusCase) -> String? {
    if case .error(let code, let message) = one.outcome {
      if code == "InvalidArn", message.contains("prefix: \(text)") { return text }
      if message.hasSuffix("context: express'") { return world.executions["express"] }
      return "\(CorpusWorld.prefix)execution:machine-0:\(text)"
    }
    let name = (one.answer?["executionArn"]?.stringValue ?? text).split(separator: ":").last.map(String.init) ?? ""
    return world.executions[name]
  }

  /// Names for the placeholders of names.
  static func named(_ text: String) -> String {
    text.replacing(#/<(?:ArnPart_(\d+)idx|resource:(\d+)|state-machine-name)>/#) { "machine-\($0.1 ?? "0")" }
      .replacing(#/<ExecArnPart_(\d+)idx>/#) { "execution-\($0.1)" }
      .replacing(#/<([A-Za-z][\w-]*)(?::\d+)?>/#) { "\($0.1)" }
  }
}
