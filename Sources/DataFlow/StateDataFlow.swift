import JSON
import JSONPath
import StatesLanguage

/// `InputPath`, `OutputPath` or `ResultPath`, compiled.
public enum DataPath: Sendable {
  /// The field is absent: all of the data.
  case whole
  /// The field is `null`: none of it.
  case nothing
  case path(JSONPath)

  /// - Throws: `FieldSyntaxError` when the field is not a path.
  public init(_ setting: PathSetting) throws(FieldSyntaxError) {
    switch setting {
    case .absent: self = .whole
    case .null: self = .nothing
    case .path(let text): self = .path(try JSONPath(text))
    }
  }

  /// What InputPath or OutputPath picks of the context's input; `{}` for `null`.
  /// - Throws: `DataFlowError` named `States.Runtime` when the path leads nowhere.
  public func select(_ context: EvaluationContext) throws(DataFlowError) -> JSONValue {
    switch self {
    case .whole: return context.input
    case .nothing: return .object([:])
    case .path(let path):
      do {
        return try context.value(of: path)
      } catch {
        throw .invalidPath(path, error)
      }
    }
  }

  /// What ResultPath makes of a state's raw input and its result; for `null` the input as it was.
  /// - Throws: `DataFlowError` named `States.ResultPathMatchFailure` when the input has no room for the result.
  public func place(_ result: JSONValue, into input: JSONValue) throws(DataFlowError) -> JSONValue {
    switch self {
    case .whole: return result
    case .nothing: return input
    case .path(let path):
      do {
        return try path.inserting(result, into: input)
      } catch {
        throw DataFlowError("States.ResultPathMatchFailure", "The ResultPath could not be applied: \(error.message)")
      }
    }
  }
}

extension JSONPath {
  /// Parses a path field of a definition.
  /// - Throws: `FieldSyntaxError` with the field's place.
  public init(_ field: Located<String>) throws(FieldSyntaxError) {
    do {
      try self.init(deferringFilters: field.value)
    } catch {
      throw FieldSyntaxError("'\(field.value)': \(error.message) (at character \(error.offset + 1))", field.range, field.pointer)
    }
  }
}

extension Expression {
  /// Parses a field of a definition that holds a path or an intrinsic call, such as `ErrorPath`.
  /// - Throws: `FieldSyntaxError` with the field's place.
  public init(_ field: Located<String>) throws(FieldSyntaxError) {
    do {
      try self.init(deferringFilters: field.value)
    } catch {
      throw FieldSyntaxError("'\(field.value)': \(error.message) (at character \(error.offset + 1))", field.range, field.pointer)
    }
  }
}

/// The data fields of one JSONPath state, compiled; each step takes the context of its moment, in which `input` is what `$` stands for:
/// raw input → InputPath → Parameters → work → ResultSelector → ResultPath into the raw input → OutputPath.
public struct StateDataFlow: Sendable {
  /// `InputPath`.
  public let inputPath: DataPath
  /// `Parameters`; nil without one.
  public let parameters: PayloadTemplate?
  /// `ResultSelector`; nil without one.
  public let resultSelector: PayloadTemplate?
  /// `Assign`; nil without one.
  public let assign: PayloadTemplate?
  /// `ResultPath`.
  public let resultPath: DataPath
  /// `OutputPath`.
  public let outputPath: DataPath

  /// - Throws: `FieldSyntaxError` of the first field that does not parse.
  public init(_ state: State) throws(FieldSyntaxError) {
    inputPath = try DataPath(state.inputPath)
    // In a JSONata state only the names are the same.
    let hasTemplates = state.queryLanguage == .jsonPath
    parameters = hasTemplates ? try PayloadTemplate(optional: state.parameters) : nil
    resultSelector = try PayloadTemplate(optional: state.resultSelector)
    assign = hasTemplates ? try PayloadTemplate(optional: state.assign) : nil
    resultPath = try DataPath(state.resultPath)
    outputPath = try DataPath(state.outputPath)
  }

  /// The effective input: what InputPath picks. The context's `input` is the raw input.
  public func applyInputPath(_ context: EvaluationContext) throws(DataFlowError) -> JSONValue { try inputPath.select(context) }

  /// What the state works on: `Parameters` built from the effective input, or that input where there are none.
  public func applyParameters(_ context: inout EvaluationContext) throws(DataFlowError) -> JSONValue {
    try parameters?.evaluate(&context) ?? context.input
  }

  /// What `ResultSelector` builds of the result, or the result where there is none. The context's `input` is the result.
  public func applyResultSelector(_ context: inout EvaluationContext) throws(DataFlowError) -> JSONValue {
    try resultSelector?.evaluate(&context) ?? context.input
  }

  /// The raw input with the result at ResultPath.
  public func applyResultPath(_ result: JSONValue, rawInput: JSONValue) throws(DataFlowError) -> JSONValue {
    try resultPath.place(result, into: rawInput)
  }

  /// The output: what OutputPath picks. The context's `input` is what ResultPath gave.
  public func applyOutputPath(_ context: EvaluationContext) throws(DataFlowError) -> JSONValue { try outputPath.select(context) }
}

extension PayloadTemplate {
  /// The compiled template, nil where the field is absent.
  public init?(optional template: LocatedNode?) throws(FieldSyntaxError) {
    guard let template else { return nil }
    try self.init(template)
  }
}
