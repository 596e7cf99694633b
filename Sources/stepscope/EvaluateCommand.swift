import ArgumentParser
import Foundation
import Intrinsics
import JSON
import JSONPath
import JSONata
import Time

struct EvaluateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "evaluate",
    abstract: "Evaluates one JSONata expression, JSONPath or intrinsic function.",
    discussion: """
      The result is compact JSON on standard output; nothing is written for JSONata's undefined. An error is one JSON object on standard error, exit 2.
      """)

  @Option(help: "A JSONata 2.0.6 expression; {% and %} around it may be left out.") var jsonata: String?
  @Option(help: "A JSONPath: $ is the input, $$ the context object, $name a variable.") var jsonpath: String?
  @Option(help: "A call of an intrinsic function: States.Format('{}', $.name).") var intrinsic: String?
  @Option(help: "The input document, a JSON file; - reads standard input.") var input: String?
  @Option(help: "The context object, a JSON file.") var context: String?
  @Option(help: "The variables, a JSON file with an object of them.") var variables: String?
  @Flag(
    help: "JSONata with Step Functions' rules and functions: no input document, $states, $partition, $range, $hash, $random, $uuid, $parse."
  )
  var stepFunctions = false
  @Option(help: "Milliseconds a JSONata expression may take.") var timeoutMs: Int?
  @Option(help: "How deep a JSONata expression may be evaluated, counted as the reference does.") var maxDepth: Int?

  func validate() throws {
    if [jsonata, jsonpath, intrinsic].compactMap(\.self).count != 1 {
      throw ValidationError("Give one of --jsonata, --jsonpath and --intrinsic.")
    }
    if [input, context, variables].count(where: { $0 == "-" }) > 1 { throw ValidationError("Standard input can be read once only.") }
    if let timeoutMs, timeoutMs < 0 { throw ValidationError("--timeout-ms must not be negative.") }
    if let maxDepth, maxDepth < 0 { throw ValidationError("--max-depth must not be negative.") }
    if jsonata == nil, stepFunctions || timeoutMs != nil || maxDepth != nil {
      throw ValidationError("--step-functions, --timeout-ms and --max-depth belong to --jsonata.")
    }
  }

  func run() throws {
    let documents = Documents(
      input: try EvaluateCommand.document(input), context: try EvaluateCommand.document(context) ?? [:],
      variables: try EvaluateCommand.object(variables))
    do {
      let result =
        if let jsonata {
          try evaluate(jsonata, documents)
        } else if let jsonpath {
          try documents.value(at: jsonpath)
        } else {
          try documents.value(ofCall: intrinsic ?? "")
        }
      if let result { Output.standard.write(result.compact + "\n") }
    } catch let failure as EvaluationFailure {
      Output.error(failure.document)
      Output.exit(CommandStop.Code.usage.rawValue)
    }
  }

  private static func document(_ path: String?) throws -> JSONValue? {
    guard let path else { return nil }
    do {
      return try JSONValue(parsing: try InputFile.read(path))
    } catch let error as JSONSyntaxError {
      throw CommandStop.unusable("\(path):\(error.position.line):\(error.position.column): \(error.message)")
    }
  }

  private static func object(_ path: String?) throws -> JSONObject {
    guard let document = try document(path) else { return JSONObject() }
    guard let object = document.objectValue else { throw CommandStop.unusable("\(path ?? ""):1:1: the variables must be an object") }
    return object
  }

  // MARK: JSONata

  private func evaluate(_ text: String, _ documents: Documents) throws -> JSONValue? {
    do {
      let expression = try JSONataExpression(parsing: EvaluateCommand.withoutDelimiters(text))
      if stepFunctions, let refusal = StepFunctionsJSONata.refusal(of: expression) { throw refusal }
      var limits = JSONataLimits()
      if let timeoutMs { limits.timeLimit = .milliseconds(timeoutMs) }
      if let maxDepth { limits.maximumDepth = maxDepth }
      let maker = JSONataInput()
      let input = stepFunctions ? nil : documents.input
      return try expression.evaluate(input.map(maker.value) ?? .undefined, in: environment(documents, maker), limits: limits).json
    } catch let error as JSONataError {
      throw EvaluationFailure(error)
    }
  }

  private func environment(_ documents: Documents, _ maker: JSONataInput) -> JSONataEnvironment {
    var environment = JSONataEnvironment(now: Int64(Date().timeIntervalSince1970 * 1_000))
    if stepFunctions {
      StepFunctionsJSONata.register(
        in: &environment,
        bits: {
          var generator = SystemRandomNumberGenerator()
          return generator.next()
        },
        uuid: {
          var generator = SystemRandomNumberGenerator()
          return generator.uuid()
        })
      var states = JSONObject([("context", documents.context)])
      if let input = documents.input { states["input"] = input }
      environment.bind("states", maker.value(of: .object(states)))
    }
    for (name, value) in documents.variables { environment.bind(name, maker.value(of: value)) }
    return environment
  }

  /// The expression itself, where it is given as in a definition.
  private static func withoutDelimiters(_ text: String) -> String {
    guard text.hasPrefix("{%"), text.hasSuffix("%}"), text.utf8.count >= 4 else { return text }
    return String(text.dropFirst(2).dropLast(2))
  }
}

/// What expressions look at.
private struct Documents: IntrinsicEnvironment {
  var input: JSONValue?
  var context: JSONValue
  var variables: JSONObject

  func value(of path: JSONPath) throws(JSONPathError) -> JSONValue {
    switch path.root {
    case .input: return try path.evaluate(input ?? [:])
    case .context: return try path.evaluate(context)
    case .variable(let name):
      guard let variable = variables[name] else { throw JSONPathError(.missing, "The variable '$\(name)' has not been assigned") }
      return try path.evaluate(variable)
    }
  }

  mutating func randomBits() -> UInt64 {
    var generator = SystemRandomNumberGenerator()
    return generator.next()
  }

  mutating func uuid() -> String {
    var generator = SystemRandomNumberGenerator()
    return generator.uuid()
  }

  func value(at text: String) throws(EvaluationFailure) -> JSONValue {
    do {
      return try value(of: try JSONPath(parsing: text))
    } catch let error as JSONPathSyntaxError {
      throw EvaluationFailure("INVALID_PATH", error.message, position: error.offset)
    } catch let error as JSONPathError {
      throw EvaluationFailure("States.Runtime", error.message, token: text)
    } catch {
      throw EvaluationFailure("States.Runtime", "\(error)", token: text)
    }
  }

  func value(ofCall text: String) throws(EvaluationFailure) -> JSONValue {
    do {
      var environment = self
      return try IntrinsicCall(parsing: text).evaluate(&environment)
    } catch let error as IntrinsicSyntaxError {
      throw EvaluationFailure("INVALID_INTRINSIC", error.message, position: error.offset)
    } catch let error as IntrinsicError {
      switch error {
      case .failure(let sentence): throw EvaluationFailure("States.IntrinsicFailure", sentence)
      case .path(let path, let error): throw EvaluationFailure("States.Runtime", error.message, token: path.source)
      }
    } catch {
      throw EvaluationFailure("States.Runtime", "\(error)")
    }
  }
}

/// Why an expression has no value, as the command says it.
private struct EvaluationFailure: Error {
  let document: JSONValue

  init(_ code: String, _ message: String, position: Int? = nil, token: String? = nil) {
    var members = JSONObject([("code", .string(code)), ("message", .string(message))])
    if let position { members["position"] = .number(JSONNumber(position)) }
    if let token { members["token"] = .string(token) }
    document = .object(members)
  }

  init(_ error: JSONataError) {
    var members = JSONObject([("code", .string(error.code)), ("message", .string(error.message))])
    if let position = error.position { members["position"] = .number(JSONNumber(position)) }
    if let token = error.token { members["token"] = .string(token) }
    if let value = error.value { members["value"] = .string(value) }
    if let value = error.value2 { members["value2"] = .string(value) }
    if let index = error.index { members["index"] = .number(JSONNumber(index)) }
    if let type = error.type { members["type"] = .string(type) }
    document = .object(members)
  }
}
