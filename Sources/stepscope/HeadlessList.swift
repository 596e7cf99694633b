import Canvas
import ExecutionSource
import History
import JSON
import Time

/// Machines or executions without a screen: asked for once, written, done.
struct HeadlessList {
  var catalog: any ExecutionCatalog
  var output: ListOutput
  var limit: Int

  /// Writes the machines, or the executions of one.
  func run(_ machineArn: String?, status: ExecutionStatus?) throws {
    guard let machineArn else {
      let rows = try HeadlessList.read(.machines, of: catalog) { $0.machines }.rows.prefix(limit)
      switch output {
      case .lines: write([["NAME", "TYPE", "CREATED", "ARN"]] + rows.map { [$0.name, $0.type, HeadlessList.time($0.createdAt), $0.arn] })
      case .json: Output.standard.write(HeadlessList.json(rows).compact + "\n")
      }
      return
    }
    let view = CatalogView.executions(machineArn: machineArn, status: status, limit: limit)
    let rows = try HeadlessList.read(view, of: catalog, atLeast: limit) { $0.executions[view] }.rows.prefix(limit)
    switch output {
    case .lines:
      write(
        [["STATUS", "NAME", "STARTED", "STOPPED", "REDRIVES", "ARN"]]
          + rows.map { row in
            [
              row.status.rawValue, row.name, HeadlessList.time(row.startedAt), HeadlessList.time(row.stoppedAt),
              row.redriveCount.map { String($0) } ?? "-", row.arn,
            ]
          })
    case .json: Output.standard.write(HeadlessList.json(rows).compact + "\n")
    }
  }

  /// Looks at `view` until it is known as far as it is wanted.
  /// - Throws: `CommandStop` with the sentence when it cannot be had.
  static func read<Row: Sendable>(
    _ view: CatalogView, of catalog: any ExecutionCatalog, atLeast count: Int = .max,
    _ list: @escaping @Sendable (CatalogSnapshot) -> CatalogList<Row>?
  ) throws -> CatalogList<Row> {
    try Blocking.run { () async throws(CommandStop) -> CatalogList<Row> in
      do throws(SourceRefusal) {
        return try await ask(view, of: catalog, atLeast: count, list)
      } catch { throw CommandStop(.world, "error: \(error.message)") }
    }
  }

  /// - Throws: `SourceRefusal` with the sentence when it cannot be had.
  static func ask<Row: Sendable>(
    _ view: CatalogView, of catalog: any ExecutionCatalog, atLeast count: Int = .max, _ list: (CatalogSnapshot) -> CatalogList<Row>?
  ) async throws(SourceRefusal) -> CatalogList<Row> {
    await catalog.look(at: view)
    for await snapshot in catalog.updates() {
      guard let found = list(snapshot) else { continue }
      if let problem = found.problem ?? snapshot.poll?.problem { throw SourceRefusal(problem) }
      guard found.asOf != nil, !found.hasMore || found.rows.count >= count else { continue }
      await catalog.look(at: .nothing)
      return found
    }
    throw SourceRefusal("the catalog ended before it had answered")
  }

  private func write(_ rows: [[String]]) {
    let lines = rows.map { row in row.map { VisibleText.sanitise($0) }.joined(separator: "\t") + "\n" }
    Output.standard.write(lines.joined())
  }

  static func time(_ moment: Timestamp?) -> String { moment.map(\.iso8601) ?? "-" }

  private static func seconds(_ moment: Timestamp?) -> JSONValue? {
    moment.flatMap { JSONNumber(lexeme: $0.wire) }.map { .number($0) }
  }

  private static func json(_ rows: some Sequence<MachineRow>) -> JSONValue {
    let list = rows.map { row -> JSONValue in
      var object: JSONObject = ["stateMachineArn": .string(row.arn), "name": .string(row.name), "type": .string(row.type)]
      if let created = seconds(row.createdAt) { object["creationDate"] = created }
      return .object(object)
    }
    return ["stateMachines": .array(list)]
  }

  private static func json(_ rows: some Sequence<ExecutionRow>) -> JSONValue {
    let list = rows.map { row -> JSONValue in
      var object: JSONObject = [
        "executionArn": .string(row.arn), "stateMachineArn": .string(row.stateMachineArn), "name": .string(row.name),
        "status": .string(row.status.rawValue),
      ]
      if let started = seconds(row.startedAt) { object["startDate"] = started }
      if let stopped = seconds(row.stoppedAt) { object["stopDate"] = stopped }
      if let count = row.redriveCount { object["redriveCount"] = .number(JSONNumber(count)) }
      if let count = row.itemCount { object["itemCount"] = .number(JSONNumber(count)) }
      return .object(object)
    }
    return ["executions": .array(list)]
  }
}
