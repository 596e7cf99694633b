import Engine
import JSON
import Time

/// A host's journal: external inputs as JSON. `input` and `parse` are each other's reverse.
extension DriverCore.Input {
  /// The input as JSON; nil for the debugger's own, which no journal holds.
  package var json: JSONValue? {
    switch self {
    case .engine, .deliver: nil
    case .time(let time): ["time": .number(JSONNumber(Int(time.milliseconds)))]
    case .answer(let token, let update): DriverCoding.object("answer", [("token", .string(token))] + DriverCoding.members(update))
    case .takeActivity(let token, let worker):
      DriverCoding.object("takeActivity", [("token", .string(token)), ("worker", worker.map { .string($0) })])
    case .stop(let key, let error, let cause):
      DriverCoding.object(
        "stop",
        [("execution", .number(JSONNumber(key.rawValue))), ("error", error.map { .string($0) }), ("cause", cause.map { .string($0) })])
    case .redrive: ["redrive": [:]]
    case .updateMapRun(let arn, let limits):
      DriverCoding.object(
        "updateMapRun",
        [
          ("arn", .string(arn)), ("maxConcurrency", limits.maxConcurrency.map { .number(JSONNumber($0)) }),
          ("toleratedFailureCount", limits.toleratedFailureCount.map { .number(JSONNumber($0)) }),
          ("toleratedFailurePercentage", limits.toleratedFailurePercentage.map { .number(JSONNumber($0)) }),
        ])
    case .provide(let id, let answer): ["provide": ["need": .number(JSONNumber(id)), "answer": answer.json]]
    }
  }

  /// Reads what `json` wrote; nil for anything else.
  package init?(json: JSONValue) {
    guard let member = json.objectValue?.first, json.objectValue?.count == 1 else { return nil }
    let value = member.value
    switch member.key {
    case "time":
      guard let milliseconds = value.numberValue?.integerValue else { return nil }
      self = .time(Timestamp(milliseconds: Int64(milliseconds)))
    case "answer":
      guard let token = value["token"]?.stringValue, let update = DriverCoding.update(value) else { return nil }
      self = .answer(token: token, update)
    case "takeActivity":
      guard let token = value["token"]?.stringValue else { return nil }
      self = .takeActivity(token: token, worker: value["worker"]?.stringValue)
    case "stop":
      guard let key = value["execution"]?.numberValue?.integerValue else { return nil }
      self = .stop(ExecutionKey(key), error: value["error"]?.stringValue, cause: value["cause"]?.stringValue)
    case "redrive": self = .redrive
    case "updateMapRun":
      guard let arn = value["arn"]?.stringValue else { return nil }
      self = .updateMapRun(
        arn: arn,
        MapRunLimits(
          maxConcurrency: value["maxConcurrency"]?.numberValue?.integerValue,
          toleratedFailureCount: value["toleratedFailureCount"]?.numberValue?.integerValue,
          toleratedFailurePercentage: value["toleratedFailurePercentage"]?.numberValue?.doubleValue))
    case "provide":
      guard let need = value["need"]?.numberValue?.integerValue, let answer = value["answer"].flatMap(DriverAnswer.init(json:)) else {
        return nil
      }
      self = .provide(need: need, answer)
    default: return nil
    }
  }
}

/// The parts of inputs.
private enum DriverCoding {
  /// `{name: {…}}`, without what is nil.
  static func object(_ name: String, _ members: [(String, JSONValue?)]) -> JSONValue {
    var object = JSONObject()
    for (key, value) in members { object[key] = value }
    return .object([name: .object(object)])
  }

  static func members(_ update: DriverCore.TokenUpdate) -> [(String, JSONValue?)] {
    switch update {
    case .success(let output): [("output", output)]
    case .failure(let error, let cause):
      [("failed", true), ("error", error.map { .string($0) }), ("cause", cause.map { .string($0) })]
    case .heartbeat: [("heartbeat", true)]
    }
  }

  static func update(_ value: JSONValue) -> DriverCore.TokenUpdate? {
    if let output = value["output"] { return .success(output) }
    if value["failed"] != nil { return .failure(error: value["error"]?.stringValue, cause: value["cause"]?.stringValue) }
    return value["heartbeat"] != nil ? .heartbeat : nil
  }
}

extension DriverAnswer {
  var json: JSONValue {
    switch self {
    case .machine(let machine): ["machine": machine.json]
    case .exists: "exists"
    case .written: "written"
    case .result(let value): ["result": value]
    case .object(let bytes):
      // Most files are text, which stays readable.
      if let text = String(validating: bytes, as: UTF8.self) {
        ["text": .string(text)]
      } else {
        ["bytes": .string(Hexadecimal.text(bytes))]
      }
    case .listing(let entries):
      [
        "listing": .array(
          entries.map { entry in
            [
              "key": .string(entry.key), "size": .number(JSONNumber(entry.size)),
              "lastModified": .number(JSONNumber(Int(entry.lastModified.milliseconds))), "etag": .string(entry.etag),
            ]
          })
      ]
    case .failure(let error, let cause): ["failure": ["error": .string(error), "cause": .string(cause)]]
    }
  }

  init?(json: JSONValue) {
    switch json {
    case "exists": self = .exists
    case "written": self = .written
    default:
      if let value = json["result"] {
        self = .result(value)
      } else if let machine = json["machine"].flatMap(ProvidedMachine.init(json:)) {
        self = .machine(machine)
      } else if let text = json["text"]?.stringValue {
        self = .object(Array(text.utf8))
      } else if let bytes = json["bytes"]?.stringValue.flatMap(Hexadecimal.bytes) {
        self = .object(bytes)
      } else if let entries = json["listing"]?.arrayValue {
        self = .listing(entries.compactMap(ObjectEntry.init(json:)))
      } else if let error = json["failure"]?["error"]?.stringValue, let cause = json["failure"]?["cause"]?.stringValue {
        self = .failure(error: error, cause: cause)
      } else {
        return nil
      }
    }
  }
}

extension ProvidedMachine {
  fileprivate var json: JSONValue {
    var object: JSONObject = [
      "definition": .string(definition), "name": .string(machineName), "arn": .string(stateMachineArn), "role": .string(roleArn),
      "express": .bool(isExpress),
    ]
    object["version"] = versionArn.map { .string($0) }
    object["alias"] = aliasArn.map { .string($0) }
    return .object(object)
  }

  fileprivate init?(json: JSONValue) {
    guard let definition = json["definition"]?.stringValue, let name = json["name"]?.stringValue, let arn = json["arn"]?.stringValue,
      let role = json["role"]?.stringValue
    else { return nil }
    self.init(
      definition: definition, machineName: name, stateMachineArn: arn, versionArn: json["version"]?.stringValue,
      aliasArn: json["alias"]?.stringValue, roleArn: role, isExpress: json["express"]?.boolValue ?? false)
  }
}

extension ObjectEntry {
  fileprivate init?(json: JSONValue) {
    guard let key = json["key"]?.stringValue, let size = json["size"]?.numberValue?.integerValue,
      let time = json["lastModified"]?.numberValue?.integerValue, let etag = json["etag"]?.stringValue
    else { return nil }
    self.init(key: key, size: size, lastModified: Timestamp(milliseconds: Int64(time)), etag: etag)
  }
}

/// Bytes that are no text.
private enum Hexadecimal {
  static func text(_ bytes: [UInt8]) -> String {
    let digits = Array("0123456789abcdef".utf8)
    return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
  }

  static func bytes(_ text: String) -> [UInt8]? {
    let digits = Array(text.utf8).compactMap { Character(UnicodeScalar($0)).hexDigitValue }
    guard digits.count == text.utf8.count, digits.count % 2 == 0 else { return nil }
    return stride(from: 0, to: digits.count, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
  }
}
