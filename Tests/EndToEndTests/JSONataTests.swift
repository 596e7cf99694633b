import JSON
import Testing

/// JSONata on the command line.
struct JSONataTests {
  @Test(arguments: [
    (["--jsonata", "$sum(orders[total > 10].total)"], "35\n"),
    (["--step-functions", "--jsonata", "{% $states.input.orders[total > 10].id %}"], "[\"b\",\"c\"]\n"),
    (["--jsonpath", "$.orders[1].id"], "\"b\"\n"),
    (["--jsonata", "nothing.here"], ""),
  ])
  func evaluates(arguments: [String], output: String) async throws {
    let folder = try TestFolder()
    try folder.write(
      "orders.json", Array(#"{"orders": [{"id": "a", "total": 5}, {"id": "b", "total": 15}, {"id": "c", "total": 20}]}"#.utf8))
    let outcome = try await Stepscope.run(["evaluate", "--input", "orders.json"] + arguments, in: folder)
    #expect(outcome.status == 0 && outcome.output == output, "\(outcome)")
  }

  @Test(arguments: [
    (["--jsonata", "1 + 'a'"], "T2002"), (["--jsonata", "1 +"], "S0207"), (["--step-functions", "--jsonata", "orders"], "S0500"),
    (["--step-functions", "--jsonata", "$eval('1')"], "S0500"), (["--jsonata", "($f := function(){1 + $f()}; $f())"], "U1001"),
  ])
  func saysWhyNot(arguments: [String], code: String) async throws {
    let folder = try TestFolder()
    let outcome = try await Stepscope.run(["evaluate"] + arguments, in: folder)
    #expect(outcome.status == 2 && outcome.output.isEmpty, "\(outcome)")
    #expect(try JSONValue(parsing: outcome.error)["code"]?.stringValue == code, "\(outcome)")
  }

  @Test func testsAStateInJSONata() async throws {
    let folder = try TestFolder()
    let state =
      #"{"QueryLanguage":"JSONata","Type":"Task","Resource":"arn:aws:states:::sqs:sendMessage","Arguments":{"MessageBody":"{% $states.input.a %}"},"Output":"{% $states.result.id & '!' %}","End":true}"#
    try folder.write("state.json", Array(state.utf8))
    try folder.write("input.json", Array(#"{"a": 1}"#.utf8))
    let outcome = try await Stepscope.run(
      [
        "test-state", "state.json", "--input", "input.json", "--inspection-level", "DEBUG", "--role-arn",
        "arn:aws:iam::123456789012:role/r",
        "--mock", #"{"result": "{\"id\": \"m\"}"}"#,
      ], in: folder)
    let answer = try JSONValue(parsing: outcome.output)
    #expect(answer["output"] == #""m!""# && answer["status"] == "SUCCEEDED", "\(outcome)")
    #expect(answer["inspectionData"]?["afterArguments"] == #"{"MessageBody":1}"#)
  }
}
