import JSON
import JSONata

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

// Measures expressions: jsonata-bench EXPRESSIONS.json DATA.json [ROUNDS]. Each is read once, the data is in our own form before the clock starts.
// A line of JSON for each: name, milliseconds of CPU of an evaluation (the median and the least of the rounds), and the result.

func bytes(_ path: String) -> [UInt8] {
  guard let file = fopen(path, "r") else { return [] }
  defer { fclose(file) }
  var all: [UInt8] = []
  var buffer = [UInt8](repeating: 0, count: 1 << 16)
  while case let count = fread(&buffer, 1, buffer.count, file), count > 0 { all += buffer[..<count] }
  return all
}

/// Milliseconds of CPU that this process has used.
func used() -> Double {
  var time = timespec()
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
  return Double(time.tv_sec) * 1e3 + Double(time.tv_nsec) / 1e6
}

/// Milliseconds of one evaluation, in each of the rounds.
func measure(_ expression: JSONataExpression, _ data: JSONataValue, rounds: Int) throws -> [Double] {
  let before = used()
  _ = try expression.evaluate(data)
  let count = max(1, Int(50 / max(used() - before, 1e-3)))
  return try (0..<rounds).map { _ in
    let start = used()
    for _ in 0..<count { _ = try expression.evaluate(data) }
    return (used() - start) / Double(count)
  }.sorted()
}

let arguments = CommandLine.arguments
guard arguments.count >= 3 else {
  print("usage: jsonata-bench EXPRESSIONS.json DATA.json [ROUNDS]")
  exit(2)
}
let rounds = arguments.count > 3 ? max(1, Int(arguments[3]) ?? 9) : 9
do {
  let expressions = try JSONValue(parsing: bytes(arguments[1])).objectValue ?? JSONObject()
  let data = JSONataInput().value(of: try JSONValue(parsing: bytes(arguments[2])))
  for (name, text) in expressions {
    let expression = try JSONataExpression(parsing: text.stringValue ?? "")
    let times = try measure(expression, data, rounds: rounds)
    var line: [UInt8] = []
    let result = try expression.evaluate(data).json ?? .null
    JSONWriter.write(
      [
        "name": .string(name), "median": .number(JSONNumber(times[times.count / 2])), "min": .number(JSONNumber(times[0])),
        "result": result,
      ],
      into: &line)
    print(String(decoding: line, as: UTF8.self))
  }
} catch {
  print("\(error)")
  exit(2)
}
