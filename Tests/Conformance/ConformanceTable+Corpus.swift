extension ConformanceTable {
  /// Runs the whole corpus (`STEPSCOPE_CORPUS`) in this process.
  public static func ofCorpus() async throws -> ConformanceTable {
    let histories = try await HistoryRows()
    var rows = histories.rows
    rows += try await TableRows.rows(histories)
    rows.append(try PathRows.jayway())
    rows.append(try PathRows.j2119())
    rows += try TestStateRows.rows()
    rows += try DefinitionRows.rows()
    rows.append(try await PublishedRuns.row())
    return ConformanceTable(rows)
  }
}
