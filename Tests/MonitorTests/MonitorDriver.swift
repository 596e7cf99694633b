import Canvas
import ExecutionSource
import Foundation
import History
import Monitor
import Testing
import Themes
import Time

/// Drives a monitor as a person would: keys by name, commands, sizes, snapshots; a clock that stands until it is moved; screens as text.
struct MonitorDriver {
  private(set) var app: MonitorApp
  private(set) var now: Timestamp
  private(set) var effects: [MonitorEffect] = []
  /// Whether expressions are evaluated at once, as if the world had taken no time.
  var evaluates = true

  init(
    _ size: Size = Size(width: 120, height: 40), settings: MonitorSettings = MonitorSettings(theme: "dark"), now: Timestamp = Fixture.start
  ) {
    app = MonitorApp(settings: settings, size: size, now: now)
    self.now = now
  }

  /// Feeds keys by their names (`"s"`, `"Enter"`, `"Ctrl-D"`); a name that begins with `:` is typed at the prompt and entered.
  mutating func press(_ names: String..., sourceLocation: SourceLocation = #_sourceLocation) {
    for name in names {
      if name.count > 1, name.first == ":" || name.first == "/" || name.first == "&" || name.first == "'" {
        type(name)
        send(.key(.enter))
      } else if let key = Key(name: name) {
        send(.key(key))
      } else {
        Issue.record("\"\(name)\" is no key", sourceLocation: sourceLocation)
      }
    }
  }

  mutating func type(_ text: String) { for character in text { send(.key(.character(character))) } }

  /// An input, and what it changes painted, as the terminal's loop does.
  mutating func send(_ input: MonitorInput) {
    let wanted = app.handle(input, at: now)
    effects += wanted
    effects += app.handle(.painted, at: now)
    for case .evaluate(let evaluation) in wanted where evaluates { send(.effectResult(.evaluated(evaluation.run()))) }
  }

  mutating func show(_ snapshot: ExecutionSnapshot) { send(.snapshot(snapshot)) }

  mutating func resize(_ width: Int, _ height: Int) { send(.resize(Size(width: width, height: height))) }

  mutating func wait(_ duration: Duration) {
    now = now + duration
    send(.tick)
  }

  /// The effects since the last time they were taken.
  mutating func takeEffects() -> [MonitorEffect] {
    defer { effects = [] }
    return effects
  }

  /// The actions asked of the source since the effects were last taken, without those that only say what is looked at.
  mutating func takeActions() -> [SourceAction] {
    takeEffects().compactMap { effect in
      guard case .perform(let action, _) = effect else { return nil }
      return if case .attend = action { nil } else { action }
    }
  }

  /// What the source was told to be looked at since the effects were last taken.
  mutating func takeAttentions() -> [Attention] {
    takeEffects().compactMap { if case .perform(.attend(let attention), _) = $0 { attention } else { nil } }
  }

  var screen: [String] { app.render().text }
  var footer: String { screen.last ?? "" }
  var header: String { screen.first ?? "" }
  /// What the footer says, without the keys beside it.
  var said: String { footer.components(separatedBy: "   ").first ?? "" }
  func shows(_ text: String) -> Bool { screen.contains { $0.contains(text) } }

  /// Writes the screen as a picture into the folder that `STEPSCOPE_PICTURES` names; nowhere without it.
  func picture(_ name: String) {
    guard let folder = ProcessInfo.processInfo.environment["STEPSCOPE_PICTURES"] else { return }
    let theme = app.theme
    let svg = SVG.document(app.render(), theme: { theme.appearance($0, depth: .rgb) }, title: name)
    try? FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    try? svg.write(toFile: folder + "/" + name + ".svg", atomically: true, encoding: .utf8)
  }
}

/// A failed expectation shows the screen, not the monitor's insides.
extension MonitorDriver: CustomTestStringConvertible {
  var testDescription: String { "\n" + screen.joined(separator: "\n") + "\n" }
}
