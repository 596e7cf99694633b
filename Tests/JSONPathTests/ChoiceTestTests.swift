import DataFlow
import JSON
import JSONPath
import StatesLanguage
import TestSupport
import Testing
import Time

@Suite("Choice rules")
struct ChoiceRuleTests {
  /// The condition of a rule given as JSON with one operator.
  static func condition(_ rule: JSONValue) throws -> ChoiceCondition {
    let members = try #require(rule.objectValue)
    func list(_ value: JSONValue) throws -> [ChoiceCondition] { try (value.arrayValue ?? []).map(condition) }
    if let inner = members["And"] { return .and(try list(inner)) }
    if let inner = members["Or"] { return .or(try list(inner)) }
    if let inner = members["Not"] { return .not(try condition(inner)) }
    let test = try #require(members.first { $0.key != "Variable" && $0.key != "Next" })
    return .test(variable: text(try #require(rule["Variable"]?.stringValue)), operator: test.key, operand: try located(test.value.compact))
  }

  static func holds(_ rule: JSONValue, _ input: JSONValue) throws -> Bool {
    try ChoiceTest(condition(rule)).holds(context(input, variables: ["limit": 5]))
  }

  @Test("every recorded answer", .enabled(if: Corpus.isThere, Comment(rawValue: Corpus.skipped)))
  func recorded() throws {
    let rows = try Corpus.jsonLines("aws-tables/choice_operators.jsonl")
    #expect(rows.count > 300)
    for row in rows {
      let rule = try #require(row["rule"])
      let input = try #require(row["input"])
      let expected = row["output"]?["TestResult.$"] == "ConditionTrue"
      #expect(try Self.holds(rule, input) == expected, Comment(rawValue: "\(rule.compact) of \(input.compact)"))
    }
  }

  @Test(
    "compare",
    arguments: [
      (#"{"Variable":"$.s","StringEquals":"abc"}"#, true), (#"{"Variable":"$.s","StringLessThan":"abd"}"#, true),
      (#"{"Variable":"$.s","StringGreaterThanEqualsPath":"$.s"}"#, true), (#"{"Variable":"$.s","StringEquals":"ABC"}"#, false),
      (#"{"Variable":"$.emoji","StringLessThan":"\#u{FF5E}"}"#, true), (#"{"Variable":"$.n","NumericEquals":1.0}"#, true),
      (#"{"Variable":"$.n","NumericLessThanPath":"$limit"}"#, true), (#"{"Variable":"$.n","StringEquals":"1"}"#, false),
      (#"{"Variable":"$.t","TimestampEquals":"2026-01-31T10:05:07+01:00"}"#, true),
      (#"{"Variable":"$.t","TimestampLessThan":"2026-01-31T09:05:07.000000001Z"}"#, true),
      (#"{"Variable":"$.t","TimestampGreaterThanPath":"$.s"}"#, false),
      (#"{"Variable":"$.s","TimestampEquals":"2026-01-31T10:05:07Z"}"#, false),
      (#"{"Variable":"$.s","StringMatches":"a*"}"#, true), (#"{"Variable":"$.s","StringMatches":"*b*"}"#, true),
      (#"{"Variable":"$.s","StringMatches":"b*"}"#, false),
      (#"{"Variable":"$.star","StringMatches":"a\\*"}"#, true), (#"{"Variable":"$.s","StringMatches":"a\\*"}"#, false),
      (#"{"Variable":"$.b","BooleanEquals":true}"#, true), (#"{"Variable":"$.b","BooleanEqualsPath":"$.s"}"#, false),
      (#"{"Variable":"$.z","IsNull":true}"#, true), (#"{"Variable":"$.s","IsNull":false}"#, true),
      (#"{"Variable":"$.x","IsPresent":false}"#, true),
      (#"{"Variable":"$.list[0]","IsPresent":true}"#, true), (#"{"Variable":"$.list[1]","IsPresent":true}"#, false),
      (#"{"Variable":"$.t","IsTimestamp":true}"#, true), (#"{"Variable":"$.s","IsTimestamp":true}"#, false),
      (#"{"Variable":"$.t","IsString":true}"#, true),
      (#"{"And":[{"Variable":"$.x","IsPresent":true},{"Variable":"$.x","IsString":true}]}"#, false),
      (#"{"Or":[{"Variable":"$.s","IsString":true},{"Variable":"$.x","IsString":true}]}"#, true),
      (#"{"Not":{"Variable":"$.s","IsNumeric":true}}"#, true), (#"{"Variable":"$$.State.Name","StringEquals":"Work"}"#, true),
    ])
  func compare(rule: String, expected: Bool) throws {
    let input: JSONValue = [
      "s": "abc", "n": 1, "t": "2026-01-31T09:05:07Z", "b": true, "z": .null, "star": "a*", "list": [1], "emoji": "\u{1F600}",
    ]
    #expect(try Self.holds(JSONValue(parsing: rule), input) == expected)
  }

  @Test("fail on a path that leads nowhere, except in IsPresent")
  func missing() throws {
    let words = "The choice state's condition path references an invalid value."
    for rule in [
      #"{"Variable":"$.x","IsNull":true}"#, #"{"Variable":"$.s","StringEqualsPath":"$.x"}"#,
      #"{"Not":{"Variable":"$.x","NumericEquals":1}}"#,
    ] {
      let error = #expect(throws: DataFlowError.self) { try Self.holds(JSONValue(parsing: rule), ["s": "abc"]) }
      #expect(error == DataFlowError("States.Runtime", "Invalid path '$.x': \(words)"))
    }
  }

  @Test(
    "that do not compile say why",
    arguments: [
      (#"{"Variable":"$.s","StringIs":"x"}"#, "'StringIs' is not an operator of a Choice rule"),
      (#"{"Variable":"$.s","StringMatchesPath":"$.x"}"#, "'StringMatchesPath' is not an operator of a Choice rule"),
      (#"{"Variable":"$.s","NumericEquals":"1"}"#, "NumericEquals must be a number"),
      (#"{"Variable":"$.s","IsNull":1}"#, "IsNull must be true or false"),
      (#"{"Variable":"$.s","TimestampEquals":"tomorrow"}"#, "TimestampEquals must be a timestamp such as 2026-01-31T09:05:07Z"),
      (#"{"Variable":"$.s.","IsNull":true}"#, "'$.s.': the path ends with '.'; a name must follow (at character 5)"),
    ])
  func syntax(rule: String, message: String) throws {
    let error = #expect(throws: FieldSyntaxError.self) { try ChoiceTest(Self.condition(JSONValue(parsing: rule))) }
    #expect(error?.message == message)
  }

  @Test("wildcards match in time linear in the text")
  func wildcards() {
    let text = String(repeating: "a", count: 200_000)
    #expect(!WildcardPattern(String(repeating: "*a", count: 500) + "*b*").matches(text))
    #expect(WildcardPattern("a*aa*a").matches("aaaa"))
    #expect(!WildcardPattern("aa*aa").matches("aaa"))
    #expect(WildcardPattern("*").matches(""))
    #expect(WildcardPattern(#"\\*"#).matches(#"\x"#))
  }

  @Test(
    "timestamps are those of RFC 3339",
    arguments: [
      ("2026-01-31T09:05:07Z", 1_769_850_307), ("1970-01-01T00:00:00Z", 0), ("0000-01-01T00:00:00Z", -62_167_219_200),
      ("9999-12-31T23:59:59Z", 253_402_300_799), ("2000-02-29T23:59:59-01:00", 951_872_399), ("1900-03-01T00:00:00Z", -2_203_891_200),
    ])
  func instants(text: String, seconds: Int) {
    #expect(Instant(text)?.seconds == seconds)
  }

  @Test(
    "other timestamps are none",
    arguments: [
      "", "2026-01-31", "2026-01-31 09:05:07Z", "2026-01-31t09:05:07Z", "2026-01-31T09:05:07z", "2026-01-31T09:05:07",
      "2026-13-01T00:00:00Z",
      "2026-02-29T00:00:00Z", "2026-01-31T24:00:00Z", "2026-01-31T09:60:07Z", "2026-01-31T09:05:60Z", "2026-01-31T09:05:07.Z",
      "2026-01-31T09:05:07+1:00",
      "2026-01-31T09:05:07Zx", "26-01-31T09:05:07Z",
    ])
  func noInstants(text: String) {
    #expect(Instant(text) == nil)
  }
}
