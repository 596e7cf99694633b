import Emulator
import JSON
import Testing

/// `variableReferences`: which variables a state reads.
struct VariableTests {
  private func references(_ state: String, language: String) async throws -> JSONValue? {
    let local = try await LocalAPI()
    let definition = #"{"QueryLanguage":"\#(language)","StartAt":"A","States":{"A":\#(state)}}"#
    let made = await local.call(
      .createStateMachine, ["name": "a", "roleArn": "arn:aws:iam::123456789012:role/any", "definition": .string(definition)])
    guard case .success(let machine) = made else {
      Issue.record("\(made)")
      return nil
    }
    let described = try await local.call(.describeStateMachine, ["stateMachineArn": machine["stateMachineArn"] ?? .null]).get()
    await local.end()
    return described["variableReferences"]?["A"]
  }

  @Test(arguments: [
    (#"{"Type":"Pass","Output":"{% $a + $count($b) %}","End":true}"#, ["a", "b"]),
    (#"{"Type":"Pass","Output":"{% ($x := $a; $x + $states.input.y) %}","End":true}"#, ["a"]),
    (#"{"Type":"Pass","Output":"{% $map($items, function($v, $i) { $v & '$quoted' & $b }) %}","End":true}"#, ["b", "items"]),
    (#"{"Type":"Pass","Output":{"z":["{% $z %}","$no"]},"Assign":{"w":"{% $a.b %}"},"End":true}"#, ["a", "z"]),
  ])
  func expressionsReadVariables(state: String, names: [String]) async throws {
    #expect(try await references(state, language: "JSONata") == .array(names.map { .string($0) }))
  }

  @Test(arguments: [
    (#"{"Type":"Pass","Parameters":{"x.$":"States.Format('$no {}', $a)","y":"$literal","z.$":"$$.State.Name"},"End":true}"#, ["a"]),
    (#"{"Type":"Pass","InputPath":"$a.b[0]","OutputPath":"$c","ResultPath":"$.d","End":true}"#, ["a", "c"]),
    (#"{"Type":"Pass","Result":{"x.$":"$no"},"Assign":{"w.$":"$b"},"End":true}"#, ["b"]),
  ])
  func pathsReadVariables(state: String, names: [String]) async throws {
    #expect(try await references(state, language: "JSONPath") == .array(names.map { .string($0) }))
  }
}
