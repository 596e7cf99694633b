import Canvas
import ExecutionSource
import Foundation
import History
import Monitor
import Testing
import Themes
import Time

/// Drives a whole session as a person would, as `MonitorDriver` drives one execution; what the workspace asks of the world is kept to be looked at.
struct WorkspaceDriver {
  private(set) var workspace: Workspace
  private(set) var now: Timestamp
  private(set) var effects: [WorkspaceEffect] = []
  let settings: MonitorSettings

  init(
    _ root: Workspace.Root = .machines, _ size: Size = Size(width: 120, height: 40), hasCatalog: Bool = true,
    settings: MonitorSettings = MonitorSettings(theme: "dark", caller: "role Deployer"), now: Timestamp = Fixture.start
  ) {
    workspace = Workspace(root, hasCatalog: hasCatalog, settings: settings, size: size, now: now)
    self.settings = settings
    self.now = now
    effects = workspace.start()
  }

  /// Feeds keys by their names; a name that begins with `:`, `/` or `&` is typed at the prompt and entered.
  mutating func press(_ names: String..., sourceLocation: SourceLocation = #_sourceLocation) {
    for name in names {
      if name.count > 1, name.first == ":" || name.first == "/" || name.first == "&" {
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
  mutating func send(_ input: WorkspaceInput, isPainted: Bool = true) {
    effects += workspace.handle(input, at: now)
    if isPainted { effects += workspace.handle(.painted, at: now) }
  }

  mutating func show(_ catalog: CatalogSnapshot) { send(.catalog(catalog)) }

  mutating func wait(_ duration: Duration) {
    now = now + duration
    send(.tick)
  }

  mutating func takeEffects() -> [WorkspaceEffect] {
    defer { effects = [] }
    return effects
  }

  /// What was asked of the catalog since the effects were last taken.
  mutating func takeCatalogActions() -> [CatalogAction] {
    takeEffects().compactMap { if case .screen(.performCatalog(let action, _), _) = $0 { action } else { nil } }
  }

  var screen: [String] { workspace.render().text }
  var footer: String { screen.last ?? "" }
  var header: String { screen.first ?? "" }
  /// What the footer says, without the keys beside it.
  var said: String { footer.components(separatedBy: "   ").first ?? "" }
  func shows(_ text: String) -> Bool { screen.contains { $0.contains(text) } }

  /// Compares the screen with how it is meant to be, and writes its picture where one is asked for.
  func expectGolden(_ name: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
    picture(name)
    // The widest is as the next one, with more room: its picture is enough.
    guard !name.hasSuffix("200x60") else { return }
    try GoldenScreen.expect(
      workspace.render(), name, GoldenBrowseScreens.all[name], theme: settings.themeInUse, sourceLocation: sourceLocation)
  }

  /// Writes the screen as a picture into the folder that `STEPSCOPE_PICTURES` names; nowhere without it.
  func picture(_ name: String) {
    guard let folder = ProcessInfo.processInfo.environment["STEPSCOPE_PICTURES"] else { return }
    let theme = settings.themeInUse
    let svg = SVG.document(workspace.render(), theme: { theme.appearance($0, depth: .rgb) }, title: name)
    try? FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    try? svg.write(toFile: folder + "/" + name + ".svg", atomically: true, encoding: .utf8)
  }
}

/// A failed expectation shows the screen, not the workspace's insides.
extension WorkspaceDriver: CustomTestStringConvertible {
  var testDescription: String { "\n" + screen.joined(separator: "\n") + "\n" }
}
