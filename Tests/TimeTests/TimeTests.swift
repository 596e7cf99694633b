import Testing
import Time

@Suite("Timestamps")
struct TimestampTests {
  @Test(
    "are read from RFC 3339",
    arguments: [
      ("1970-01-01T00:00:00Z", 0), ("1970-01-01T00:00:00.001Z", 1), ("1969-12-31T23:59:59.999Z", -1),
      ("2026-01-31T09:05:07.123Z", 1_769_850_307_123),
      ("2026-01-31T10:05:07.123+01:00", 1_769_850_307_123), ("2026-01-31T03:35:07.123-05:30", 1_769_850_307_123),
      ("2026-01-31T09:05:07.1239999Z", 1_769_850_307_123),
      ("2026-01-31T09:05:07.1Z", 1_769_850_307_100), ("2000-02-29T00:00:00Z", 951_782_400_000),
      ("0000-01-01T00:00:00Z", -62_167_219_200_000),
      ("9999-12-31T23:59:59.999Z", 253_402_300_799_999), ("1900-03-01T00:00:00Z", -2_203_891_200_000),
    ])
  func reading(text: String, milliseconds: Int64) {
    #expect(Timestamp(iso8601: text)?.milliseconds == milliseconds)
  }

  @Test(
    "are not read from anything else",
    arguments: [
      "", "2026", "2026-01-31", "2026-01-31 09:05:07Z", "2026-01-31t09:05:07Z", "2026-01-31T09:05:07z", "2026-01-31T09:05:07",
      "2026-13-01T00:00:00Z",
      "2026-00-01T00:00:00Z", "2026-02-29T00:00:00Z", "1900-02-29T00:00:00Z", "2026-04-31T00:00:00Z", "2026-01-00T00:00:00Z",
      "2026-01-31T24:00:00Z",
      "2026-01-31T09:60:07Z", "2026-01-31T09:05:61Z", "2026-01-31T09:05:07.Z", "2026-01-31T09:05:07,1Z", "2026-01-31T09:05:07+0100",
      "2026-01-31T09:05:07+24:00",
      "2026-01-31T09:05:07+01:60", "2026-01-31T09:05:07Z ", " 2026-01-31T09:05:07Z", "+2026-01-31T09:05:07Z", "٢٠٢٦-01-31T09:05:07Z",
    ])
  func refusing(text: String) {
    #expect(Timestamp(iso8601: text) == nil)
  }

  @Test("come back as they were written, over ten thousand years")
  func roundTrips() {
    var generator = SplitMix64(seed: 7)
    for _ in 0..<5_000 {
      let moment = Timestamp(milliseconds: Int64.random(in: -62_167_219_200_000...253_402_300_799_999, using: &generator))
      #expect(Timestamp(iso8601: moment.iso8601) == moment)
      #expect(moment.iso8601.utf8.count == 24)
    }
  }

  @Test("fall into days and times")
  func fields() {
    let fields = Timestamp(milliseconds: -1).fields
    #expect((fields.year, fields.month, fields.day) == (1969, 12, 31))
    #expect([fields.hour, fields.minute, fields.second, fields.millisecond] == [23, 59, 59, 999])
    #expect(Timestamp(milliseconds: .min).fields.year < -290_000_000)
    #expect(Timestamp(milliseconds: .max).fields.year > 290_000_000)
    #expect(Timestamp(milliseconds: 951_868_799_999).iso8601 == "2000-02-29T23:59:59.999Z")
    // Every day of four centuries follows the one before it.
    var before = Timestamp(milliseconds: -11_676_096_000_000).fields
    for day in Int64(1)...146_097 {
      let next = Timestamp(milliseconds: -11_676_096_000_000 + day * 86_400_000).fields
      let follows =
        next.day == before.day + 1 && next.month == before.month
        || next.day == 1 && next.month == before.month % 12 + 1 && next.year == before.year + (before.month == 12 ? 1 : 0)
      if !follows { Issue.record("\(next) does not follow \(before)") }
      before = next
    }
  }

  @Test("have the API's form in epoch seconds")
  func wire() {
    #expect(Timestamp(milliseconds: 1_700_000_000_123).wire == "1700000000.123")
    #expect(Timestamp(milliseconds: 5).wire == "0.005")
    #expect(Timestamp(milliseconds: -5).wire == "-0.005")
    #expect(Timestamp(milliseconds: -1_500).wire == "-1.500")
    #expect(Timestamp(seconds: 1_700_000_000.123)?.milliseconds == 1_700_000_000_123)
    #expect(Timestamp(seconds: .nan) == nil)
    #expect(Timestamp(seconds: 1e300) == nil)
    #expect(Timestamp(seconds: -.infinity) == nil)
  }

  @Test("add and subtract durations without trapping")
  func arithmetic() {
    let start = Timestamp(milliseconds: 1_000)
    #expect(start + .milliseconds(250) == Timestamp(milliseconds: 1_250))
    #expect(start - Timestamp(milliseconds: 400) == .milliseconds(600))
    #expect(start < start + .milliseconds(1))
    #expect(Duration.seconds(2).milliseconds == 2_000)
    #expect(Duration.microseconds(-1_500).milliseconds == -1)
    #expect((Timestamp(milliseconds: .max) + .seconds(1)).milliseconds == .max)
    #expect((Timestamp(milliseconds: .min) + .seconds(-1)).milliseconds == .min)
    #expect(Duration.seconds(Int64.max).milliseconds == .max)
    #expect(Duration.seconds(Int64.min).milliseconds == .min)
  }
}

@Suite("The seeded generator")
struct SplitMix64Tests {
  @Test("gives the published numbers of its algorithm")
  func numbers() {
    var generator = SplitMix64(seed: 1_234_567)
    #expect((0..<3).map { _ in generator.next() } == [6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423])
  }

  @Test("makes version 4 UUIDs")
  func uuids() {
    var generator = SplitMix64(seed: 0)
    var seen: Set<String> = []
    for _ in 0..<500 {
      let uuid = generator.uuid()
      let parts = uuid.split(separator: "-").map { Array($0.utf8) }
      #expect(parts.map(\.count) == [8, 4, 4, 4, 12])
      #expect(parts[2][0] == UInt8(ascii: "4"))
      #expect("89ab".utf8.contains(parts[3][0]))
      #expect(uuid.utf8.allSatisfy { "0123456789abcdef-".utf8.contains($0) })
      seen.insert(uuid)
    }
    #expect(seen.count == 500)
  }
}
