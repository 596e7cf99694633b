import Testing

@testable import Monitor

@Suite("What is written to files")
struct WrittenFileTests {
  @Test(
    "The screen as text, and as a picture where that is asked for or the file's name says so",
    arguments: [
      (":write screen s.txt", "s.txt", false), (":write screen s.svg", "s.svg", true), (":write screen S.SVG", "S.SVG", true),
      (":write screen-svg s", "s", true),
    ])
  func screen(command: String, path: String, isPicture: Bool) throws {
    let snapshot = try Fixture.long(10, missing: 0)
    var driver = MonitorDriver(now: snapshot.live.now)
    driver.show(snapshot)
    driver.press(command)
    let written = driver.takeEffects().compactMap { if case .writeFile(let path, let bytes) = $0 { (path, bytes) } else { nil } }
    #expect(written.map(\.0) == [path])
    let text = String(decoding: try #require(written.first).1, as: UTF8.self)
    #expect(text.hasPrefix("<svg") == isPicture)
    #expect(text.contains("Begin"))
  }
}
