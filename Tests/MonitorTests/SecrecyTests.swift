import Canvas
import History
import JSON
import Testing

@testable import Monitor

@Suite("What is hostile and what is secret")
struct SecrecyTests {
  static let pages: [[String]] = [
    [], ["t"], ["a"], ["Esc", "Esc", "4"], ["Esc", "?"], ["Esc", "!"], ["Esc", "y"], ["Esc", "W"], ["Esc", "2"], ["3", "]", "]"], ["'"],
  ]

  @Test("nothing from an execution reaches the terminal as a control", arguments: [(60, 20), (80, 24), (140, 50)])
  func hostile(width: Int, height: Int) throws {
    var driver = MonitorDriver(Size(width: width, height: height))
    driver.show(try Fixture.hostile())
    for keys in SecrecyTests.pages {
      for key in keys { driver.press(key == "'" ? "Esc" : key) }
      for line in driver.screen {
        for scalar in line.unicodeScalars {
          #expect(
            scalar.value >= 0x20 && !(0x7F..<0xA0).contains(scalar.value) && scalar.value != 0x202E, "U+\(String(scalar.value, radix: 16))")
        }
      }
    }
    for case .setTitle(let title) in driver.takeEffects() {
      #expect(!title.unicodeScalars.contains { $0.value < 0x20 || $0.value == 0x202E })
    }
  }

  @Test("a task token is on no page, in no message and in no export", arguments: [(80, 24), (140, 50), (300, 100)])
  func token(width: Int, height: Int) throws {
    let part = String(Fixture.token.prefix(40))
    var driver = MonitorDriver(Size(width: width, height: height))
    driver.show(try Fixture.waiting())
    for keys in SecrecyTests.pages {
      for key in keys { driver.press(key == "'" ? "Esc" : key) }
      #expect(!driver.screen.joined().contains(part))
    }
    driver.press("Esc", "Esc", "Esc")
    for kind in WriteKind.allCases { #expect(driver.app.exported(kind)?.contains(part) != true, "\(kind)") }
    #expect(driver.app.exported(.history)?.contains("TaskScheduled") == true)
  }

  @Test("a short token of a local run is masked too, and stays masked once it is answered")
  func answered() throws {
    let token = "5f2c-local-token"
    var snapshot = try Fixture.waiting()
    let events = snapshot.events.map { event -> HistoryEvent in
      var copy = event
      if case .taskScheduled(var task) = event.details {
        task.parameters = task.parameters?.replacing(Fixture.token, with: token)
        copy.details = .taskScheduled(task)
      }
      return copy
    }
    snapshot.events = EventLog(events)
    let callback = TaskResource(resourceType: "ecs", resource: "runTask.waitForTaskToken")
    snapshot.events.append(
      HistoryEvent(
        id: 6, previousEventId: 5, timestamp: Fixture.at(9), type: .taskSucceeded,
        details: .taskOutput(callback, output: #"{"echo":"\#(token)"}"#)))
    var driver = MonitorDriver(Size(width: 300, height: 60))
    driver.show(snapshot)
    #expect(driver.shows("TaskSucceeded"))
    #expect(!driver.shows(token))
    #expect(driver.app.exported(.history)?.contains(token) == false)
  }

  @Test("secret environment values are masked in one line, whichever comes first, name or value")
  func environment() {
    for text in [
      #"{"Environment":[{"Name":"API_TOKEN","Value":"hunter2"},{"Name":"MODE","Value":"batch"}]}"#,
      #"{"Environment":[{"Value":"hunter2","Name":"API_TOKEN"},{"Value":"batch","Name":"MODE"}]}"#,
      #"{"db": {"password": "hunter2", "mode": "batch"}}"#, #"{"mode":"batch","pin_key": ["hunter2", {"x": "hunter2"}]}"#,
      #"{"mode":"batch","Environment":[{"Value":"hunter2","Na"#,
    ] {
      let shown = SecretJSON.summary(text, secrets: [])
      #expect(!shown.contains("hunter2"), "\(shown)")
      #expect(shown.contains("batch"), "\(shown)")
    }
  }

  @Test("JSON rows mask by name and reveal one row")
  func rows() throws {
    let value = try JSONValue(
      parsing: #"{"user": "ann", "password": "hunter2", "env": [{"Name": "A_KEY", "Value": "hunter3"}], "pin_key": 4711}"#)
    var list = RowList()
    list.set(JSONRows.rows(value, id: "d", unfolded: 9))
    let text = list.lines.map(\.row.content.plain).joined(separator: "\n")
    #expect(!text.contains("hunter") && !text.contains("4711"))
    #expect(text.contains("ann"))
    list.select(id: "d/password")
    let isRevealed = list.toggleReveal()
    #expect(isRevealed)
    var grid = CellGrid(size: Size(width: 60, height: 20))
    list.draw(on: &grid, grid.bounds, isFocused: true, query: nil, glyphs: .unicode, showsSecrets: true)
    #expect(grid.text.joined().contains("hunter2") && !grid.text.joined().contains("hunter3"))
    list.move(1, height: 20)
    #expect(list.revealed == nil)
  }
}
