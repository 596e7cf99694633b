import Canvas
import ExecutionSource
import History
import Testing
import Time

@testable import Monitor

@Suite("Any size, any key")
struct FuzzTests {
  static let keys: [Key] =
    "123456tzhjklgGnN/&eE'[] vyWmT!?:sSocpubBir(),.<>RXaxHqwdf\"{}0".map { Key.character($0) } + [
      .enter, .escape, .tab, .backTab, .backspace, .delete, .up, .down, .left, .right, .home, .end, .pageUp, .pageDown, .control("d"),
      .control("u"),
      .paste("{\"a\": 1}\n\u{1B}[31m"), .function(5), .resize, .focusIn,
    ]

  @Test(
    "10,000 random steps over sizes from 1×1 to 300×100: nothing stops, nothing is drawn outside, nothing secret is shown",
    arguments: [UInt64(1), 2])
  func random(seed: UInt64) async throws {
    var random = SplitMix64(seed: seed)
    let snapshots =
      [try Fixture.running(), try Fixture.paused(), try Fixture.waiting(), try Fixture.hostile()] + [
        try await IterationTests.running(), try await IterationTests.snapshot(fails: true), try await IterationTests.snapshot(items: 200),
      ]
    var driver = MonitorDriver(Size(width: 80, height: 24))
    driver.show(snapshots[0])
    let secret = String(Fixture.token.prefix(24))
    var size = Size(width: 80, height: 24)
    for step in 0..<5_000 {
      switch Int(random.next() % 20) {
      case 0:
        size = Size(width: 1 + Int(random.next() % 300), height: 1 + Int(random.next() % 100))
        driver.send(.resize(size))
      case 1: driver.show(snapshots[Int(random.next() % UInt64(snapshots.count))])
      case 2: driver.wait(.milliseconds(Int64(random.next() % 5_000)))
      default: driver.send(.key(FuzzTests.keys[Int(random.next() % UInt64(FuzzTests.keys.count))]))
      }
      // Drawing is the expensive part: each step while the screen is small, and every fourth when it is large.
      guard size.width * size.height < 4_000 || step % 4 == 0 else { continue }
      let grid = driver.app.render(showsSecrets: false)
      if grid.size != size { Issue.record("\(grid.size) drawn for \(size)") }
      if step % 40 == 0, grid.text.contains(where: { $0.contains(secret) }) { Issue.record("the token is shown at step \(step)") }
    }
    _ = driver.takeEffects()
  }

  @Test(
    "every size is drawn", arguments: [(0, 0), (1, 1), (39, 10), (40, 9), (40, 10), (79, 24), (80, 10), (119, 30), (120, 10), (300, 100)])
  func sizes(width: Int, height: Int) throws {
    for snapshot in [try Fixture.running(), try Fixture.waiting()] {
      var driver = MonitorDriver(Size(width: width, height: height))
      driver.show(snapshot)
      for keys in [["t"], ["a"], ["i"], ["Esc", "Esc", "Esc"], ["?"], ["Esc", "4"], ["q", "T"], ["Esc", ":"], ["b", "Tab"]] {
        for key in keys { driver.press(key) }
        #expect(driver.app.render().size == Size(width: width, height: height))
      }
    }
  }

  @Test("below 40×10 the size that is needed is said")
  func tooSmall() throws {
    var driver = MonitorDriver(Size(width: 39, height: 24))
    driver.show(try Fixture.running())
    #expect(driver.screen[0] == "40×10 needed, 39×24 here")
  }
}
