import Canvas
import Testing
import Themes

@Suite struct ThemeTests {
  @Test func allBundledThemesLoadWithoutWarnings() {
    #expect(Theme.bundled.map(\.name) == Theme.bundledNames)
    #expect(Theme.bundled.allSatisfy { $0.warnings.isEmpty })
  }

  @Test(arguments: ["dark", "light", "okabe-ito-dark", "okabe-ito-light"])
  func everyRoleCanBeRead(_ name: String) throws {
    let theme = try Theme.named(name)
    for role in Role.allCases where role != .bar && role != .selection {
      for background in [nil, Role.bar, .selection] {
        let look = theme.appearance(Style(role, on: background), depth: .rgb)
        let ink = try #require(look.foreground)
        let page = try #require(look.background)
        let ratio = Contrast.ratio(ink, page)
        #expect(ratio >= Contrast.needed(by: role), "\(name): \(role.rawValue) on \(background?.rawValue ?? "page") has \(ratio)")
      }
    }
  }

  @Test func theTerminalThemeKeepsToTheTerminalsColours() throws {
    let theme = try Theme.named("terminal")
    for role in Role.allCases {
      let look = theme.appearance(Style(role), depth: .rgb)
      for color in [look.foreground, look.background] {
        if let color, case .ansi(let number) = color { #expect(number < 16) } else { #expect(color == nil) }
      }
    }
    #expect(theme.appearance(Style(.stateRunning), depth: .ansi16) == Appearance(foreground: .ansi(4)))
    #expect(theme.page(depth: .rgb) == nil)
  }

  @Test(arguments: Theme.bundledNames) func withoutColoursAttributesRemain(_ name: String) throws {
    let theme = try Theme.named(name)
    for role in Role.allCases {
      let look = theme.appearance(Style(role, on: .selection), depth: .none)
      #expect(look.foreground == nil && look.background == nil)
      #expect(look.emphasis.contains(.reverse))
    }
    #expect(theme.appearance(Style(.statePaused), depth: .none).emphasis == [.bold, .reverse])
  }

  @Test func a256ColourTerminalGetsTheNearestOfTheFixedColours() throws {
    let dark = try Theme.named("dark")
    for role in Role.allCases {
      for color in [dark.appearance(Style(role), depth: .ansi256).foreground, dark.appearance(Style(role), depth: .ansi256).background] {
        guard case .palette(let number) = try #require(color) else {
          Issue.record("\(role) has \(String(describing: color))")
          continue
        }
        #expect(number >= 16)
      }
    }
    #expect(dark.appearance(Style(.stateRunning), depth: .ansi256).foreground == .palette(75))
    #expect(dark.appearance(Style(.stateRunning), depth: .ansi16).foreground == .ansi(4))
  }

  @Test func aFileInheritsWhatItDoesNotName() throws {
    let text = """
      name: mine
      inherits: dark
      roles:
        state.running: {rgb: "#ff00ff on 000000 underline", 256: 201, 16: bright-magenta, none: bold}
        title: default italic
      """
    let theme = try Theme.load(yaml: text, name: "mine.yaml")
    #expect(theme.name == "mine")
    #expect(theme.warnings == [])
    #expect(
      theme.appearance(Style(.stateRunning), depth: .rgb)
        == Appearance(foreground: .rgb(255, 0, 255), background: .rgb(0, 0, 0), emphasis: .underline))
    #expect(theme.appearance(Style(.stateRunning), depth: .ansi256).foreground == .palette(201))
    #expect(theme.appearance(Style(.stateRunning), depth: .ansi16).foreground == .ansi(13))
    #expect(theme.appearance(Style(.stateRunning), depth: .none).emphasis == .bold)
    #expect(theme.appearance(Style(.title), depth: .rgb).emphasis == .italic)
    #expect(theme.appearance(Style(.stateFailed), depth: .rgb).foreground == .rgb(0xF4, 0x70, 0x67))
  }

  @Test func anEmptyFileIsTheTerminalTheme() throws {
    let theme = try Theme.load(yaml: "", name: "empty.yaml")
    #expect(theme.name == "empty.yaml")
    #expect(theme.appearance(Style(.stateFailed), depth: .rgb).foreground == .ansi(1))
  }

  @Test func unknownRolesWarn() throws {
    let theme = try Theme.load(yaml: "roles:\n  state.runing: blue\n  sparkle: red\n  text: {24: red}\ncolour: x\n", name: "t.yaml")
    #expect(
      theme.warnings == [
        "t.yaml:2:3: the role \"state.runing\" is unknown; did you mean \"state.running\"?",
        "t.yaml:3:3: the role \"sparkle\" is unknown and left out.",
        "t.yaml:4:10: \"24\" is no kind of terminal; rgb, 256, 16 and none are.",
        "t.yaml:5:1: \"colour\" is no part of a theme; name, inherits and roles are.",
      ])
  }

  @Test(arguments: [
    (
      "roles:\n  text: blurple\n",
      "t.yaml:2:9: \"blurple\" is no look for text; write COLOUR on COLOUR ATTRIBUTES, for example \"f0f3f6 on 15181e bold\" or \"bright-black\"."
    ),
    (
      "inherits: nowhere\n",
      "t.yaml:1:11: \"nowhere\" cannot be inherited from; use terminal, dark, light, okabe-ito-dark, okabe-ito-light, monochrome or none."
    ),
    ("- a\n", "t.yaml:1:1: a theme must be a mapping; see a bundled theme for the form."),
    ("roles: 7\n", "t.yaml:1:8: roles must be a mapping; see a bundled theme for the form."),
  ])
  func whatIsWrongIsSaid(_ text: String, _ message: String) throws {
    let error = #expect(throws: ThemeError.self) { try Theme.load(yaml: text, name: "t.yaml") }
    #expect(error?.description == message)
  }

  @Test(arguments: ["roles: [", "a: b: c", "\u{0}", "roles:\n  text: red\n  text: blue\n"]) func brokenYAMLIsOneSentence(_ text: String) {
    let error = #expect(throws: ThemeError.self) { try Theme.load(yaml: text, name: "t.yaml") }
    #expect(error?.description.hasPrefix("t.yaml") == true)
    #expect(error?.description.hasSuffix("see a bundled theme for the form.") == true)
    #expect(error?.description.contains("\n") == false)
  }

  @Test func aMissingThemeIsASentence() {
    let error = #expect(throws: ThemeError.self) { try Theme.named("solarised") }
    #expect(
      error?.description
        == "There is no theme \"solarised\"; give a file's path or one of terminal, dark, light, okabe-ito-dark, okabe-ito-light, monochrome."
    )
    #expect(
      ThemeError.unreadable(file: "x.yaml", reason: "No such file or directory").description
        == "The theme file x.yaml cannot be read (No such file or directory); give another path or one of terminal, dark, light, okabe-ito-dark, okabe-ito-light, monochrome."
    )
  }

  @Test func aPausedStateIsNeverCoveredByTheSelection() throws {
    for theme in Theme.bundled {
      for depth in ColorDepth.allCases where depth != .none {
        let selected = theme.appearance(Style(.statePaused, on: .selection), depth: depth)
        #expect(selected == theme.appearance(Style(.statePaused), depth: depth))
      }
    }
  }
}
