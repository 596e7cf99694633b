import GRDB

/// Numbers of texts that many rows share. Remembers those of the last ones, and forgets them when a transaction was undone.
struct TextNumbers: Sendable {
  private var known: [String: Int64] = [:]
  /// Texts remembered: machines are few, and each may be a megabyte.
  private static let limit = 32

  mutating func forget() { known = [:] }

  mutating func number(of text: String, _ db: Database) throws -> Int64 {
    if let number = known[text] { return number }
    // Swift's own hashes differ from run to run.
    let hash = Int64(bitPattern: text.utf8.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01B3 })
    let find = try db.cachedStatement(sql: "SELECT id FROM texts WHERE hash = ? AND text = ?")
    var number = try Int64.fetchOne(find, arguments: [hash, text])
    if number == nil {
      try db.run("INSERT INTO texts (hash, text) VALUES (?, ?)", [hash, text])
      number = db.lastInsertedRowID
    }
    let id = number ?? 0
    if known.count >= TextNumbers.limit { known = [:] }
    known[text] = id
    return id
  }
}
