import Canvas
import ExecutionSource
import Foundation
import History
import Monitor
import Terminal
import Themes
import Time

/// A session on the screen, from opening the terminal to giving it back.
struct ScreenSession {
  var options: ScreenOptions
  /// The beginning of the equivalent CLI commands, and of those of ECS where they go elsewhere.
  var cli = "aws"
  var ecsCLI: String?
  /// Who writes are done as, where that is known.
  var caller: String?
  /// The machines and executions around what is shown; nil where there are none.
  var catalog: (any ExecutionCatalog)?

  /// Shows an execution until somebody leaves, then exits the program.
  /// - Parameter isLocal: whether leaving ends a run: the exit code then tells how it went.
  /// - Throws: `CommandStop` when the terminal cannot be used.
  func run(source: any ExecutionSource, isLocal: Bool) throws {
    if options.plain { return try PlainSession(source: source, isLocal: isLocal, settings: try plainSettings()).run() }
    try show(.execution, source, isLocal: isLocal)
  }

  /// Shows a list of machines or executions until somebody leaves, then exits the program.
  /// - Throws: `CommandStop` when the terminal cannot be used.
  func run(_ root: Workspace.Root) throws { try show(root, nil, isLocal: false) }

  /// What a session of lines is set to.
  func plainSettings() throws(CommandStop) -> MonitorSettings { try settings(try options.look()) }

  private func settings(_ look: (theme: Theme, themes: [Theme], depth: ColorDepth)) throws(CommandStop) -> MonitorSettings {
    MonitorSettings(
      keymap: try options.keymap(), glyphs: options.ascii || options.plain ? .ascii : .unicode, theme: look.theme.name, themes: look.themes,
      depth: .rgb, utcOffsetMinutes: TimeZone.current.secondsFromGMT() / 60, cli: cli, ecsCLI: ecsCLI, caller: caller,
      notices: Notices(rawValue: options.bell.rawValue) ?? .on)
  }

  private func show(_ root: Workspace.Root, _ source: (any ExecutionSource)?, isLocal: Bool) throws {
    let look = try options.look()
    var settings = try settings(look)
    var problem: String?
    let code = TerminalActor.onThisThread { () -> Int32 in
      do throws(TerminalError) {
        var configuration = TerminalConfiguration()
        configuration.colors = look.depth
        let screen = try TerminalScreen(configuration)
        if !screen.isUTF8 { settings.glyphs = .ascii }
        let application = ScreenApplication(
          screen: screen, root: root, source: source, catalog: catalog, settings: settings, theme: look.theme, isLocal: isLocal)
        application.start()
        let code = TerminalLoop.run(screen, application)
        screen.close()
        return code
      } catch {
        problem = "error: \(error.description)"
        return CommandStop.Code.world.rawValue
      }
    }
    if let problem { throw CommandStop(.world, problem) }
    Output.exit(code)
  }
}

extension ScreenOptions {
  /// The theme in use, all that can be chosen, and how many colours are wanted at most.
  func look() throws(CommandStop) -> (theme: Theme, themes: [Theme], depth: ColorDepth) {
    let environment = ProcessInfo.processInfo.environment
    let isPlain = color == .never || (color == .auto && environment["NO_COLOR"].map { !$0.isEmpty } ?? false)
    var themes = Theme.bundled
    let name = theme ?? ThemeMemory.load() ?? (isPlain ? "monochrome" : "terminal")
    let chosen = try ThemeChoice.load(name)
    for warning in chosen.warnings { Output.error("warning: \(warning)") }
    if !themes.contains(where: { $0.name == chosen.name }) { themes.append(chosen) }
    return (chosen, themes, isPlain ? .none : .rgb)
  }

  func keymap() throws(CommandStop) -> Keymap {
    guard let config else { return .standard }
    let text = String(decoding: try InputFile.read(config, limit: 1 << 20), as: UTF8.self)
    do throws(KeymapError) {
      return try KeymapFile.apply(text, file: config)
    } catch {
      throw CommandStop(.usage, "error: \(error.message)")
    }
  }
}

/// The theme somebody chose the last time, in the XDG configuration folder.
enum ThemeMemory {
  private static var file: URL? {
    let environment = ProcessInfo.processInfo.environment
    let base = environment["XDG_CONFIG_HOME"].flatMap { $0.hasPrefix("/") ? $0 : nil } ?? environment["HOME"].map { $0 + "/.config" }
    return base.map { URL(fileURLWithPath: $0).appendingPathComponent("stepscope/theme") }
  }

  static func load() -> String? {
    guard let file, let bytes = try? InputFile.read(file.path, limit: 256) else { return nil }
    let name = String(decoding: bytes, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
    return Theme.bundledNames.contains(name) ? name : nil
  }

  /// - Returns: what went wrong, nil when it is kept.
  static func save(_ name: String) -> String? {
    guard let file else { return "HOME is not set" }
    do {
      try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data((name + "\n").utf8).write(to: file)
      return nil
    } catch { return error.localizedDescription }
  }
}
